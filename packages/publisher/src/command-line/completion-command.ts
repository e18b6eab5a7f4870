import { type Command, defineCommand } from './command.js'
import { toBashCompletion, toFishCompletion, toZshCompletion } from './completion-scripts.js'
import { UsageError } from './explain-error.js'

const SHELLS = { bash: toBashCompletion, zsh: toZshCompletion, fish: toFishCompletion } as const

/** Defines `completion` for a program with these commands. */
export function toCompletionCommand(program: string, commands: readonly Command[]): Command {
  const completion: Command = defineCommand({
    name: 'completion',
    summary: 'Print a shell completion script.',
    arguments: { shell: { about: 'bash, zsh or fish' } },
    examples: [
      { command: `echo 'source <(${program} completion bash)' >> ~/.bashrc`, about: 'For bash' },
      { command: `${program} completion zsh > "\${fpath[1]}/_${program}"`, about: 'For zsh' },
      { command: `${program} completion fish > ~/.config/fish/completions/${program}.fish`, about: 'For fish' },
    ],
    run: async ({ output }, { shell }) => {
      if (shell !== 'bash' && shell !== 'zsh' && shell !== 'fish')
        throw new UsageError(`There is a completion for bash, zsh and fish, not for ${JSON.stringify(shell)}.`)
      const script = SHELLS[shell](program, [...commands, completion])
      output.result({ shell, script }, script)
      return 'done'
    },
  })
  return completion
}
