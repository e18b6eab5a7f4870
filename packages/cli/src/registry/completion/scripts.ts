import type { Command, OptionSpec } from '../../command.js'

interface Word {
  readonly name: string
  readonly about: string
  /** What may follow it, where that is a fixed choice. */
  readonly choices: readonly string[]
}

export function toBashCompletion(program: string, commands: readonly Command[]): string {
  const cases = commands.flatMap((command) => {
    const options = listOptions(command)
    return [
      `    ${command.name})`,
      ...options.flatMap(({ name, choices }) =>
        choices.length === 0 ? [] : [`      [[ $previous == ${name} ]] && words='${choices.join(' ')}' && plain=1`],
      ),
      `      [[ $current == -* && -z $plain ]] && words='${options.map(({ name }) => name).join(' ')}' ;;`,
    ]
  })
  return [
    `# bash completion for ${program}`,
    `_${toIdentifier(program)}() {`,
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words= plain=',
    `  if (( COMP_CWORD == 1 )); then words='${commands.map(({ name }) => name).join(' ')} help'; else`,
    '  case ${COMP_WORDS[1]} in',
    ...cases,
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    `complete -o default -F _${toIdentifier(program)} ${program}`,
  ].join('\n')
}

export function toZshCompletion(program: string, commands: readonly Command[]): string {
  const list = (words: readonly { name: string; about: string }[]) =>
    words.map(({ name, about }) => quote(`${name}:${about}`)).join(' ')
  const cases = commands.flatMap((command) => {
    const options = listOptions(command)
    return [
      `    ${command.name})`,
      ...options.flatMap(({ name, choices }) =>
        choices.length === 0 ? [] : [`      [[ $words[CURRENT-1] == ${name} ]] && { compadd -- ${choices.join(' ')}; return }`],
      ),
      `      [[ $words[CURRENT] == -* ]] && { entries=(${list(options)}); _describe option entries; return } ;;`,
    ]
  })
  return [
    `#compdef ${program}`,
    `_${toIdentifier(program)}() {`,
    '  local -a entries',
    `  if (( CURRENT == 2 )); then entries=(${list(commands.map(({ name, summary }) => ({ name, about: summary })))})`,
    '    _describe command entries; return; fi',
    '  case $words[2] in',
    ...cases,
    '  esac',
    '  _files',
    '}',
    // Read as a function of fpath it runs itself; read with source it is registered.
    `if [[ $funcstack[1] == _${program} ]]; then _${toIdentifier(program)} "$@"; else compdef _${toIdentifier(program)} ${program}; fi`,
  ].join('\n')
}

export function toFishCompletion(program: string, commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) => {
    return `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${fishQuote(summary)}`
  })
  const options = commands.flatMap((command) =>
    listOptions(command).map(({ name, about, choices }) => {
      const values = choices.length === 0 ? '' : ` -x -a ${fishQuote(choices.join(' '))}`
      return `complete -c ${program} -n '__fish_seen_subcommand_from ${command.name}' -l ${name.slice(2)}${values} -d ${fishQuote(about)}`
    }),
  )
  return [`# fish completion for ${program}`, ...names, ...options].join('\n')
}

function listOptions({ options = {} }: Command): Word[] {
  const own = Object.entries<OptionSpec>(options).map(([name, option]) => ({
    name: `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    about: option.about,
    choices: option.kind === 'choice' ? option.choices : [],
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

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function fishQuote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`
}
