import type { LaunchInput, LaunchInputs } from '@mcp-registry/client'
import { UsageError } from '../command-line/explain-error.js'

/**
 * Parses `KEY=VALUE` arguments; a repeated key yields an array. A key is the ID of an input, which may itself end in `=`, or that ID without
 * its dashes and `=` if no other input has the same. The inputs of a bundle are not known yet, so any other key is kept.
 */
export function parseInputs(texts: readonly string[], inputs: readonly LaunchInput[]): LaunchInputs {
  const values = new Map<string, readonly string[]>()
  for (const text of texts) {
    const [key, value] = splitText(text, inputs)
    values.set(key, [...(values.get(key) ?? []), value])
  }
  return Object.fromEntries([...values].map(([key, list]) => [key, list.length === 1 ? (list[0] ?? '') : list]))
}

function splitText(text: string, inputs: readonly LaunchInput[]): readonly [key: string, value: string] {
  const [id] = inputs
    .map((input) => input.id)
    .filter((known) => text.startsWith(`${known}=`))
    .toSorted((a, b) => b.length - a.length)
  if (id !== undefined) return [id, text.slice(id.length + 1)]
  // Starts at the second character: a key is never empty, but may start with any character.
  const end = text.indexOf('=', 1)
  if (end === -1) throw new UsageError('--input takes KEY=VALUE; one of them has no "=".')
  const key = text.slice(0, end)
  const [meant, ...others] = inputs.filter((input) => toBareName(input.id) === toBareName(key))
  return [meant !== undefined && others.length === 0 ? meant.id : key, text.slice(end + 1)]
}

function toBareName(id: string): string {
  return id.replace(/^-+/, '').replace(/=$/, '')
}
