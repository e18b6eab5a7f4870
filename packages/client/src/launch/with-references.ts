import type { Launch, LaunchSecret, SecretSpan } from './launch.js'

/**
 * The launch with secrets replaced by the references that `toReference` returns; where it returns undefined, the secret remains. `whole` is
 * true if the secret is the entire string.
 */
export function withReferences<L extends Launch>(
  launch: L,
  toReference: (
    secret: LaunchSecret,
    place: { readonly path: SecretSpan['path']; readonly whole: boolean },
  ) => string | undefined,
): L {
  const edits = launch.secrets.flatMap((secret) => secret.spans.map((span) => ({ secret, span })))
  // Processes spans from the end, so that the offsets of earlier spans in the same string stay valid.
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

/** The string at a path of a launch; empty if there is none. */
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
