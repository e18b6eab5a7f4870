import type { JsonPath } from '../json/json-path.js'
import type { LinterRule } from './linter-rule.js'
import type { FoundInput } from './list-inputs.js'
import { asList, asObject, asText, listVariables, ownField } from './json-access.js'
import { findMisspelling } from './nearest-field.js'
import { listPlaceholders, listUrlPlaceholders } from './url-template.js'
import { quote, shorten } from './quote.js'
import { Input } from '../server-json.js'

const SECRET_NAME = /secret|token|passw|credential|authorization|(?:api|access|private|auth|signing|encryption)[-_]?key|bearer/i
// "MAX_TOKENS" is a count of tokens, and "TOKEN_FILE" is the name of a file.
const NO_SECRET_NAME = /tokens$|max|limit|count|budget|length|(?:url|uri|path|file|dir|name|type|expiry|ttl|endpoint)$/i
const SECRET_VALUE =
  /(?:^|[\s=:])(?:sk-[\w-]{20,}|gh[pousr]_\w{36}|github_pat_\w{30,}|xox[abpr]-[\w-]{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|eyJ[\w-]{10,}\.[\w-]{10,}\.|glpat-[\w-]{20})/
/** The variable that `init` of the official command declares if it finds none in the project. */
const TEMPLATE_VARIABLE = 'YOUR_API_KEY'
const MAX_CHOICES_SHOWN = 10
const INPUT_FIELDS = Object.keys(Input.properties)
const FILLER = /x{6,}|\*{3,}|\.{3,}|<|0{8,}|1234|abcd|your/i

/** The linter rules for headers, environment variables, arguments and variables. */
export const INPUT_RULES = {
  'secret-not-marked': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { kind, input, path, name } of inputs)
        if (kind !== 'argument' && looksSecret(name) && !saysWhetherSecret(input))
          yield [
            [...path, 'isSecret'],
            `${shorten(name)} looks like a secret. Add "isSecret": true, so that clients store and display it securely.`,
          ]
    },
  },
  'secret-published': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { input, path } of inputs)
        for (const field of ['value', 'default', 'placeholder'] as const) {
          const text = asText(ownField(input, field)) ?? ''
          if (SECRET_VALUE.test(text) && !FILLER.test(text))
            yield [
              [...path, field],
              'This looks like a real secret, and the document is public. Revoke the secret and remove it.',
            ]
        }
    },
  },
  'secret-with-default': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { input, path } of inputs)
        if (ownField(input, 'isSecret') === true && asText(ownField(input, 'default')))
          yield [[...path, 'default'], 'A secret with a default is the same for every user. Remove the default.']
    },
  },
  'default-not-among-choices': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { input, path } of inputs)
        for (const field of ['default', 'value'] as const) {
          const text = asText(ownField(input, field))
          const choices = asList(ownField(input, 'choices'))
          if (text !== undefined && choices.length > 0 && !choices.includes(text))
            yield [
              [...path, field],
              `${quote(text)} is not one of the choices ${choices.slice(0, MAX_CHOICES_SHOWN).map(quote).join(', ')}.`,
            ]
        }
    },
  },
  'default-not-of-format': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { input, path } of inputs) {
        const text = asText(ownField(input, 'default'))
        const format = ownField(input, 'format')
        if (!text) continue
        if (format === 'number' && !Number.isFinite(Number(text))) yield [[...path, 'default'], `${quote(text)} is not a number.`]
        if (format === 'boolean' && !/^(?:true|false)$/.test(text))
          yield [[...path, 'default'], `${quote(text)} is not "true" or "false".`]
      }
    },
  },
  'required-with-default': {
    severity: 'info',
    *find(_, inputs) {
      for (const { input, path } of inputs)
        if (ownField(input, 'isRequired') === true && ownField(input, 'default') !== undefined)
          yield [
            [...path, 'isRequired'],
            'An input with a default always has a value; "isRequired" makes clients prompt for it anyway.',
          ]
    },
  },
  'duplicate-input': {
    severity: 'warning',
    *find(_, inputs) {
      const seen = new Set<string>()
      for (const { kind, path, name } of inputs) {
        if ((kind !== 'environment' && kind !== 'header') || name === '') continue
        // Header names are case-insensitive; environment variable names are not.
        const key = JSON.stringify([path.slice(0, -1), kind === 'header' ? name.toLowerCase() : name])
        if (seen.has(key)) yield [[...path, 'name'], `${shorten(name)} is declared twice; only one of the two takes effect.`]
        seen.add(key)
      }
    },
  },
  'undefined-variable': {
    severity: 'warning',
    *find(_, inputs) {
      const declared = groupNames(inputs.filter(({ kind }) => kind === 'variable').map(({ path, name }) => [path, [name]]))
      for (const { kind, input, path } of inputs) {
        if (kind === 'variable') continue
        // ${NAME} is the syntax of shells, and has a rule of its own.
        const value = asText(ownField(input, 'value'))?.replaceAll(/\$\{[^{}]*\}/g, '') ?? ''
        for (const name of listPlaceholders(value))
          if (!declared.get(toOwner(path))?.has(name))
            yield [
              [...path, 'value'],
              `The value refers to {${shorten(name)}}, which is not declared. Add "variables": {${quote(name)}: {…}}, so that clients can prompt for it.`,
            ]
      }
    },
  },
  'unused-variable': {
    severity: 'warning',
    *find(server, inputs) {
      const remotes = asList(ownField(server, 'remotes')).map((remote, index) => ({ remote, path: ['remotes', index] }))
      const used = groupNames([
        ...inputs.map(({ input, path }) => [path, listPlaceholders(asText(ownField(input, 'value')) ?? '')] as const),
        ...remotes.map(({ remote, path }) => [path, listUrlPlaceholders(asText(ownField(remote, 'url')) ?? '')] as const),
      ])
      for (const { kind, path, name } of inputs)
        if (kind === 'variable' && !used.get(toOwner(path))?.has(name))
          yield [path, `{${shorten(name)}} is never used; clients would prompt for it needlessly.`]
    },
  },
  'repeated-argument-not-last': {
    severity: 'warning',
    *find(_, inputs) {
      const positional = inputs.filter(({ kind, input }) => kind === 'argument' && ownField(input, 'type') === 'positional')
      for (const [index, argument] of positional.entries()) {
        const next = positional[index + 1]
        if (ownField(argument.input, 'isRepeated') === true && next && listKey(next) === listKey(argument))
          yield [
            [...argument.path, 'isRepeated'],
            'A repeated positional argument must be the last one, since its end cannot be determined.',
          ]
      }
    },
  },
  'template-variable': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { kind, path, name } of inputs)
        if (kind === 'environment' && name === TEMPLATE_VARIABLE)
          yield [
            [...path, 'name'],
            `${TEMPLATE_VARIABLE} is the example of a template, and clients would prompt for it. Name the variable that the server reads, or remove this one.`,
          ]
    },
  },
  'input-without-description': {
    severity: 'info',
    *find(_, inputs) {
      for (const { kind, input, path, name } of inputs)
        if (kind === 'environment' && name !== '' && !ownField(input, 'description') && ownField(input, 'value') === undefined)
          yield [
            [...path, 'description'],
            `Describe what ${shorten(name)} is for; clients show the description when they prompt for the value.`,
          ]
    },
  },
} as const satisfies Record<string, LinterRule>

function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name)
}

/** Whether `isSecret` is set, misspelled (which is reported), or left to the variables, which are checked separately. */
function saysWhetherSecret(input: unknown): boolean {
  if (typeof ownField(input, 'isSecret') === 'boolean' || listVariables(input).length > 0) return true
  return findMisspelling('isSecret', asObject(input), INPUT_FIELDS) !== undefined
}

/** The names in scope for each package and remote: an input may refer to the names that the other inputs declare. */
function groupNames(
  found: readonly (readonly [path: JsonPath, names: readonly string[]])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>()
  for (const [path, names] of found) {
    const group = groups.get(toOwner(path)) ?? new Set()
    groups.set(toOwner(path), group)
    for (const name of names) group.add(name)
  }
  return groups
}

/** The package or remote to which an input belongs. */
function toOwner([list, index]: JsonPath): string {
  return `${list}/${index}`
}

function listKey({ path }: FoundInput): string {
  return JSON.stringify(path.slice(0, -1))
}
