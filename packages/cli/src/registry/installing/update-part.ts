import { randomBytes } from 'node:crypto'
import {
  type ClientWriter,
  type EntryPart,
  type LaunchInput,
  type LaunchInputs,
  type LaunchOption,
  listLaunchInputs,
  resolveLaunch,
} from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { mergeParts } from './merge-parts.js'

/** A version of a server, and the package or remote of it. */
export interface ChosenVersion {
  readonly server: ServerJson
  readonly choice: LaunchOption
}

/**
 * The part of a file for the next version of a server: the present one with the differences between the two versions. Values that only the
 * file has, such as secrets in plain text, stay; undefined if one of them would have to move, or if the earlier version cannot be resolved.
 * `rest` is the text of the file without the entry.
 */
export function updatePart(
  client: ClientWriter,
  rest: string,
  key: string,
  present: EntryPart,
  versions: { readonly previous: ChosenVersion; readonly next: ChosenVersion },
  inputs: { readonly recorded: LaunchInputs; readonly given: LaunchInputs },
): EntryPart | undefined {
  const standIns = openStandIns()
  const earlier = listLaunchInputs(versions.previous.server, versions.previous.choice)
  const later = listLaunchInputs(versions.next.server, versions.next.choice)
  const known = (list: readonly LaunchInput[], values: LaunchInputs) =>
    Object.fromEntries(Object.entries(values).filter(([id]) => list.some((input) => input.id === id)))
  // A value that only the file has is stood in for by the same text in both versions, so that it does not differ.
  const hidden = earlier.filter(({ id, isRequired }) => isRequired && !Object.hasOwn(inputs.recorded, id))
  const unseen = Object.fromEntries(hidden.map((input) => [input.id, standIns.get(input)]))
  const previous = toPart(client, rest, key, versions.previous, { ...known(earlier, inputs.recorded), ...unseen })
  const next = toPart(client, rest, key, versions.next, {
    ...known(later, { ...unseen, ...inputs.recorded }),
    ...known(later, inputs.given),
  })
  if (previous === undefined || next === undefined) return undefined
  const merged = mergeParts(previous, present, next)
  return standIns.areIn(merged) ? undefined : merged
}

function toPart(
  client: ClientWriter,
  rest: string,
  key: string,
  { server, choice }: ChosenVersion,
  values: LaunchInputs,
): EntryPart | undefined {
  const launch = resolveLaunch(server, choice, values, { deferSecrets: client.hasReferences })
  if (!launch.ok) return undefined
  const written = client.write(rest, key, launch.value)
  const part = written.ok ? client.findPart(written.value.text, key) : undefined
  return part?.ok === true ? part.value : undefined
}

/** Texts that stand in for values that are unknown. They are random, so that no value is taken for one. */
function openStandIns() {
  const texts = new Map<string, string>()
  return {
    get({ id, choices, format }: LaunchInput): string {
      // Any choice is valid; it is known again by its place.
      if (choices?.[0] !== undefined) return choices[0]
      if (format === 'boolean') return 'true'
      const text = texts.get(id) ?? (format === 'number' ? `9${randomDigits()}` : randomBytes(16).toString('hex'))
      texts.set(id, text)
      return text
    },
    areIn(part: EntryPart): boolean {
      const all = JSON.stringify(part)
      return [...texts.values()].some((text) => all.includes(text))
    },
  }
}

function randomDigits(): string {
  return String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '0')
}
