import { UsageError } from '../command-line/explain-error.js'

/** Parses `NAME=VALUE` arguments; of a repeated name, the last one counts. */
export function parseEnvironment(texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs = texts.map((text) => {
    const end = text.indexOf('=', 1)
    if (end === -1) throw new UsageError('--env takes NAME=VALUE; one of them has no "=".')
    return [text.slice(0, end), text.slice(end + 1)] as const
  })
  return Object.fromEntries(pairs)
}
