import { toUrl } from './web-url.js'

// A name as publishers write them; braces around anything else, such as JSON, are text.
const PLACEHOLDER = /\{([A-Za-z_-][\w.-]*)\}/g

/** The names that stand in curly braces in a value, each once. */
export function listPlaceholders(text: string): readonly string[] {
  return listMatches(text, PLACEHOLDER)
}

/** The names that stand in curly braces in a URL, each once: there braces mean nothing else. */
export function listUrlPlaceholders(url: string): readonly string[] {
  return listMatches(url, /\{([^{}\s]+)\}/g)
}

function listMatches(text: string, pattern: RegExp): readonly string[] {
  if (!text.includes('{')) return []
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))]
}

/**
 * The URL that a template could become, so that its scheme and host can be judged; undefined when no filling makes one. A placeholder
 * at the start stands for a whole base URL.
 */
export function toSampleUrl(template: string): URL | undefined {
  const text = template.replace(/^\{[^{}\s]+\}(?=$|[/?#])/, 'https://base.invalid')
  if (/\s/.test(text)) return undefined
  // A port takes only digits; a host that begins a name takes letters too.
  for (const filling of ['1', 'a']) {
    const sample = text.replaceAll(/\{[^{}\s]+\}/g, filling)
    const url = toUrl(sample)
    if (url) return /[{}]/.test(sample) ? undefined : url
  }
  return undefined
}
