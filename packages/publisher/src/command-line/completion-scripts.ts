import type { Command, OptionSpec } from './command.js'
import { quoteForShell } from './quote-for-shell.js'
import { toOptionName } from './to-option-name.js'

interface Word {
  readonly name: string
  readonly about: string
  /** The words that may follow, if they are a fixed set. */
  readonly choices: readonly string[]
}

export function toBashCompletion(program: string, commands: readonly Command[]): string {
  return [
    `# bash completion for ${program}`,
    `_${toIdentifier(program)}() {`,
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words= plain=',
    `  if (( COMP_CWORD == 1 )); then words='${commands.map(({ name }) => name).join(' ')} help'; else`,
    '  case ${COMP_WORDS[1]} in',
    ...toBashCases(commands, 1),
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    `complete -o default -F _${toIdentifier(program)} ${program}`,
  ].join('\n')
}

/** The completions after each of the commands, which are the words at index `place`. */
function toBashCases(commands: readonly Command[], place: number): string[] {
  return commands.flatMap((command) => {
    const options = listOptions(command)
    const below = command.commands ?? []
    return [
      `    ${command.name})`,
      ...options.flatMap(({ name, choices }) =>
        choices.length === 0 ? [] : [`      [[ $previous == ${name} ]] && words='${choices.join(' ')}' && plain=1`],
      ),
      `      [[ $current == -* && -z $plain ]] && words='${options.map(({ name }) => name).join(' ')}'`,
      ...(below.length === 0
        ? []
        : [
            `      (( COMP_CWORD == ${place + 1} )) && [[ $current != -* ]] && words='${below.map(({ name }) => name).join(' ')}'`,
            `      case \${COMP_WORDS[${place + 1}]} in`,
            ...toBashCases(below, place + 1),
            '      esac',
          ]),
      '      ;;',
    ]
  })
}

export function toZshCompletion(program: string, commands: readonly Command[]): string {
  return [
    `#compdef ${program}`,
    `_${toIdentifier(program)}() {`,
    '  local -a entries',
    `  if (( CURRENT == 2 )); then entries=(${toZshList(commands)})`,
    '    _describe command entries; return; fi',
    '  case $words[2] in',
    ...toZshCases(commands, 2),
    '  esac',
    '  _files',
    '}',
    // The file runs the function if it is autoloaded from fpath, and registers it if it is sourced.
    `if [[ $funcstack[1] == _${program} ]]; then _${toIdentifier(program)} "$@"; else compdef _${toIdentifier(program)} ${program}; fi`,
  ].join('\n')
}

function toZshCases(commands: readonly Command[], place: number): string[] {
  return commands.flatMap((command) => {
    const options = listOptions(command)
    const below = command.commands ?? []
    const toWord = ({ name, about }: Word) => quoteForShell(`${name}:${about}`)
    return [
      `    ${command.name})`,
      ...(below.length === 0
        ? []
        : [
            `      if (( CURRENT == ${place + 1} )) && [[ $words[CURRENT] != -* ]]; then entries=(${toZshList(below)})`,
            '        _describe command entries; return; fi',
            `      case $words[${place + 1}] in`,
            ...toZshCases(below, place + 1),
            '      esac',
          ]),
      ...options.flatMap(({ name, choices }) =>
        choices.length === 0 ? [] : [`      [[ $words[CURRENT-1] == ${name} ]] && { compadd -- ${choices.join(' ')}; return }`],
      ),
      `      [[ $words[CURRENT] == -* ]] && { entries=(${options.map(toWord).join(' ')}); _describe option entries; return } ;;`,
    ]
  })
}

function toZshList(commands: readonly Command[]): string {
  return commands.map(({ name, summary }) => quoteForShell(`${name}:${summary}`)).join(' ')
}

export function toFishCompletion(program: string, commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) => {
    return `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${fishQuote(summary)}`
  })
  const options = commands.flatMap((command) => [
    ...toFishOptions(program, command, ''),
    ...(command.commands ?? []).flatMap((below) => [
      `complete -c ${program} -n '__fish_seen_subcommand_from ${command.name}; and not __fish_seen_subcommand_from ${(command.commands ?? []).map(({ name }) => name).join(' ')}' -f -a ${below.name} -d ${fishQuote(below.summary)}`,
      ...toFishOptions(program, below, `__fish_seen_subcommand_from ${command.name}; and `),
    ]),
  ])
  return [`# fish completion for ${program}`, ...names, ...options].join('\n')
}

function toFishOptions(program: string, command: Command, above: string): string[] {
  return listOptions(command).map(({ name, about, choices }) => {
    const values = choices.length === 0 ? '' : ` -x -a ${fishQuote(choices.join(' '))}`
    return `complete -c ${program} -n '${above}__fish_seen_subcommand_from ${command.name}' -l ${name.slice(2)}${values} -d ${fishQuote(about)}`
  })
}

function listOptions({ options = {} }: Command): Word[] {
  const own = Object.entries<OptionSpec>(options).map(([name, option]) => ({
    name: toOptionName(name),
    about: option.about,
    choices: 'choices' in option ? (option.choices ?? []) : [],
  }))
  const common = [
    { name: '--json', about: 'print the result as JSON', choices: [] },
    { name: '--quiet', about: 'print nothing but the result and errors', choices: [] },
    { name: '--help', about: 'show help', choices: [] },
  ]
  return [...own, ...common]
}

function toIdentifier(program: string): string {
  return program.replaceAll('-', '_')
}

function fishQuote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`
}
