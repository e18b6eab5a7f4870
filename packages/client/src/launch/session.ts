import { findStandInFault } from '@mcp-registry/contract'
import { listDeclaredInputs, listUsedVariables, needsVariable } from './declared-inputs.js'
import type { LaunchInputs, LaunchProblem, LaunchProblemCode, LaunchStandIn, LaunchValue } from './launch.js'
import { parseValue } from './parse-value.js'
import type { Entry, InputDefinition, Slot } from './read-entry.js'
import { listPlaceholders, plain, substitute, toPlaceholderText, toText, type SecretSource, type Text } from './text.js'

/** One resolution: reads values, fills slots, and collects all problems and warnings. */
export interface Session {
  readonly problems: LaunchProblem[]
  readonly warnings: string[]
  readonly standIns: LaunchStandIn[]
  refuse(code: LaunchProblemCode, message: string, input?: string): void
  /** The value of an input, its default or its fixed value; undefined if there is none, which is a problem if the input is required. */
  read(definition: InputDefinition, isRepeated: boolean, isRequired: boolean): readonly Text[] | undefined
  /** A template with its placeholders replaced; undefined, which is a problem, if the launch becomes too long. */
  expand(template: string, find: (name: string) => Text | undefined): Text | undefined
  /** The values of a slot, several if it is repeated; undefined if it is omitted. */
  fill(slot: Slot): readonly Text[] | undefined
  /** The value given for the slot itself, before parsing. */
  given(definition: InputDefinition): LaunchValue | undefined
}

// A template repeats a value as often as it names it, so that a small document could expand to gigabytes. The arguments and the environment
// of a process have at most 2 MiB on most systems.
const MAX_EXPANDED_LENGTH = 1024 * 1024

/** What takes the place of a required input without a value, which is a problem otherwise. */
export interface MissingInputOptions {
  /** Allows missing required secrets, for a writer that inserts references in their place. */
  readonly deferSecrets?: boolean
  /** The text for a missing required input, by its ID, such as `<API_KEY>`: for a launch that is shown rather than started. */
  readonly toPlaceholder?: (id: string) => string
}

export function openSession(
  entry: Entry,
  inputs: LaunchInputs,
  { deferSecrets = false, toPlaceholder }: MissingInputOptions,
): Session {
  const problems: LaunchProblem[] = []
  const warnings: string[] = []
  const standIns: LaunchStandIn[] = []
  const declared = listDeclaredInputs(entry)
  const ids = new Map(declared.map(({ definition, id }) => [definition, id]))
  const secrets = new Map<string, SecretSource>()
  for (const { id, definition } of declared) {
    if (!definition.isSecret) continue
    const description = secrets.get(id)?.description ?? definition.description
    secrets.set(id, { id, ...(description !== undefined && { description }), isGiven: true })
  }

  const refuse: Session['refuse'] = (code, message, input) => {
    // An input that is used twice reports its problem once.
    if (problems.some((other) => other.code === code && other.message === message && other.input === input)) return
    problems.push({ code, message, ...(input !== undefined && { input }) })
  }
  for (const id of Object.keys(inputs)) {
    if (!declared.some((input) => input.id === id))
      refuse('unknown-input', `There is no input "${id}". ${toInputList(declared.map((input) => input.id))}`, id)
  }

  const noteStandIn = (input: string, fault: string): void => {
    if (standIns.some((other) => other.input === input)) return
    standIns.push({ input, message: `The value that the document has for "${input}" ${fault}.` })
  }

  const given: Session['given'] = (definition) => {
    const id = ids.get(definition)
    const value = id !== undefined && Object.hasOwn(inputs, id) ? inputs[id] : undefined
    return value === '' || (Array.isArray(value) && value.every((item) => item === '')) ? undefined : value
  }

  const read: Session['read'] = (definition, isRepeated, isRequired) => {
    if (definition.value !== undefined) return [plain(definition.value)]
    const id = ids.get(definition) ?? definition.name
    const secret = secrets.get(id)
    const value = given(definition)
    if (value !== undefined) {
      const parsed = parseValue(definition, id, value, isRepeated)
      if (parsed.ok) return parsed.value.map((text) => toText(text, secret))
      for (const problem of parsed.errors) refuse(problem.code, problem.message, id)
      return undefined
    }
    if (definition.default !== undefined) {
      const fault = findStandInFault(definition.default)
      if (fault === undefined) return [toText(definition.default, secret)]
      if (deferSecrets && secret !== undefined) return [toText('', { ...secret, isGiven: false })]
      noteStandIn(id, fault)
      return [toText(definition.default, secret)]
    }
    if (!isRequired) return undefined
    if (deferSecrets && secret !== undefined) return [toText('', { ...secret, isGiven: false })]
    if (toPlaceholder !== undefined) return [toPlaceholderText(toPlaceholder(id), secret)]
    const why = definition.description === undefined ? '' : ` (${definition.description})`
    refuse('missing-input', `"${id}" is needed${why}.`, id)
    return undefined
  }

  let expandedLength = 0
  const expand: Session['expand'] = (template, find) => {
    const text = substitute(template, find)
    expandedLength += text.reduce((length, part) => length + part.text.length, 0)
    if (expandedLength <= MAX_EXPANDED_LENGTH) return text
    refuse(
      'invalid-input',
      `The values are longer than ${MAX_EXPANDED_LENGTH} characters in all once their variables are filled in.`,
    )
    return undefined
  }

  const fill: Session['fill'] = (slot) => {
    const template = slot.value
    if (template === undefined) return read(slot, slot.isRepeated, slot.isRequired === true)
    const unknown = listPlaceholders(template).filter((name) => !slot.variables.has(name))
    for (const name of unknown) {
      warnings.push(`The value of ${slot.name} contains {${name}}, which the document does not declare; it is passed as it is.`)
    }
    const used = listUsedVariables(slot)
    if (used.length === 0) return [plain(template)]
    const anyGiven = used.some(([, variable]) => given(variable) !== undefined)
    const values = used.map(([name, variable]) => {
      const isRequired = needsVariable(slot, variable) || (anyGiven && variable.isRequired === true)
      return [name, read(variable, slot.isRepeated, isRequired)] as const
    })
    const known = values.flatMap(([name, texts]) => (texts === undefined ? [] : [[name, texts] as const]))
    if (known.length < values.length) return undefined
    const count = Math.max(...known.map(([, texts]) => texts.length))
    if (known.some(([, texts]) => texts.length !== 1 && texts.length !== count)) {
      refuse('unequal-lists', `${known.map(([name]) => `"${name}"`).join(' and ')} need equally many values each.`)
      return undefined
    }
    const byName = new Map(known)
    const filled = Array.from({ length: count }, (_, index) =>
      expand(template, (name) => {
        const texts = byName.get(name)
        return texts?.[texts.length === 1 ? 0 : index]
      }),
    )
    return filled.flatMap((text) => (text === undefined ? [] : [text]))
  }

  return { problems, warnings, standIns, refuse, read, expand, fill, given }
}

const MAX_LISTED = 10

function toInputList(ids: readonly string[]): string {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return 'There are none.'
  const more = distinct.length > MAX_LISTED ? ', …' : ''
  return `The inputs are ${distinct
    .slice(0, MAX_LISTED)
    .map((id) => JSON.stringify(id))
    .join(', ')}${more}.`
}
