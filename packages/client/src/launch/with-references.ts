import type { Launch, LaunchSecret, SecretSpan } from './launch.js'

/**
 * The launch with a reference in place of every secret that `toReference` has one for; a place for which it returns undefined keeps
 * the secret. `whole` says that the secret is all of the text it stands in.
 */
export function withReferences<L extends Launch>(
  launch: L,
  toReference: (
    secret: LaunchSecret,
    place: { readonly path: SecretSpan['path']; readonly whole: boolean },
  ) => string | undefined,
): L {
  const edits = launch.secrets.flatMap((secret) => secret.spans.map((span) => ({ secret, span })))
  // From the end, so that the offsets of earlier spans in the same text stay true.
  edits.sort((a, b) => b.span.start - a.span.start)
  let result: unknown = launch
  const wholes = new Map(edits.map(({ span }) => [span, isWhole(getText(launch, span.path), span)]))
  for (const { secret, span } of edits) {
    const reference = toReference(secret, { path: span.path, whole: wholes.get(span) === true })
    if (reference === undefined) continue
    result = update(result, span.path, (text) => text.slice(0, span.start) + reference + text.slice(span.end))
  }
  return result as L
}

function isWhole(text: string, span: SecretSpan): boolean {
  return span.start === 0 && span.end === text.length
}

/** The text at a path of a launch; empty when there is none. */
export function getText(launch: Launch, path: SecretSpan['path']): string {
  let value: unknown = launch
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof value === 'string' ? value : ''
}

function update(value: unknown, path: SecretSpan['path'], change: (text: string) => string): unknown {
  const [key, ...rest] = path
  if (key === undefined) return typeof value === 'string' ? change(value) : value
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? update(item, rest, change) : item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? update(item, rest, change) : item]))
}
