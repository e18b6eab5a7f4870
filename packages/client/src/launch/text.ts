import type { LaunchSecret, SecretSpan } from './launch.js'

/** A text of which every part knows whether it came from a secret input. */
export type Text = readonly Part[]

interface Part {
  readonly text: string
  readonly secret?: SecretSource
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

export function toPlain(text: Text): string {
  return text.map((part) => part.text).join('')
}

const PLACEHOLDER = /\{([^{}]+)\}/g

/** The names that stand in braces in a template. */
export function listPlaceholders(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))]
}

/** Replaces every `{name}` that `find` knows, once: braces in a replacement mean nothing. What it does not know stays. */
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

/** Where the secrets of these texts stand, by id. */
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
