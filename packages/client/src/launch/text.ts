import type { LaunchSecret, SecretSpan } from './launch.js'

/** A string that tracks which of its parts come from a secret input. */
export type Text = readonly Part[]

interface Part {
  readonly text: string
  readonly secret?: SecretSource
  /** Whether it stands for a missing value, see `MissingInputOptions.toPlaceholder`. */
  readonly isPlaceholder?: true
}

export interface SecretSource {
  readonly id: string
  readonly description?: string
  readonly isGiven: boolean
}

export function plain(text: string): Text {
  return [{ text }]
}

export function toText(text: string, secret: SecretSource | undefined): Text {
  return [secret === undefined ? { text } : { text, secret }]
}

export function toPlaceholderText(text: string, secret: SecretSource | undefined): Text {
  return toText(text, secret).map((part) => ({ ...part, isPlaceholder: true }))
}

export function toPlain(text: Text): string {
  return text.map((part) => part.text).join('')
}

const PLACEHOLDER = /\{([^{}]+)\}/g

/** The names in braces in a template. */
export function listPlaceholders(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))]
}

/** Replaces every `{name}` for which `find` returns a value. Replacements are not expanded again; unknown names are left unchanged. */
export function substitute(template: string, find: (name: string) => Text | undefined): Text {
  const parts: Part[] = []
  let end = 0
  for (const match of template.matchAll(PLACEHOLDER)) {
    const replacement = find(match[1] ?? '')
    if (replacement === undefined) continue
    parts.push({ text: template.slice(end, match.index) }, ...replacement)
    end = match.index + match[0].length
  }
  return [...parts, { text: template.slice(end) }]
}

/** The locations of the secrets in these texts, by ID. */
export function listSecrets(texts: readonly (readonly [path: SecretSpan['path'], text: Text])[]): LaunchSecret[] {
  const found = new Map<string, { source: SecretSource; spans: SecretSpan[] }>()
  for (const [path, text] of texts) {
    let offset = 0
    for (const part of text) {
      const start = offset
      offset += part.text.length
      if (part.secret === undefined) continue
      const entry = found.get(part.secret.id) ?? { source: part.secret, spans: [] }
      entry.spans.push({ path, start, end: offset })
      found.set(part.secret.id, entry)
    }
  }
  return [...found.values()].map(({ source, spans }) => ({ ...source, spans }))
}
