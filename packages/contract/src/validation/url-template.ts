import { toUrl } from './web-url.js'

// Placeholder names as publishers write them; braces around anything else, such as JSON, are literal text.
const PLACEHOLDER = /\{([A-Za-z_-][\w.-]*)\}/g

/** The distinct names in curly braces in a value. */
export function listPlaceholders(text: string): readonly string[] {
  return listMatches(text, PLACEHOLDER)
}

/** The distinct names in curly braces in a URL, where braces have no other meaning. */
export function listUrlPlaceholders(url: string): readonly string[] {
  return listMatches(url, /\{([^{}\s]+)\}/g)
}

function listMatches(text: string, pattern: RegExp): readonly string[] {
  if (!text.includes('{')) return []
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))]
}

/**
 * An example of the URLs that a template can produce, so that its scheme and host can be checked; undefined if no substitution yields a
 * URL. A placeholder at the start stands for a whole base URL.
 */
export function toSampleUrl(template: string): URL | undefined {
  const text = template.replace(/^\{[^{}\s]+\}(?=$|[/?#])/, 'https://base.invalid')
  if (/\s/.test(text)) return undefined
  // A port accepts only digits; a scheme or a top-level domain needs a letter.
  for (const filling of ['1', 'a']) {
    const sample = text.replaceAll(/\{[^{}\s]+\}/g, filling)
    const url = toUrl(sample)
    if (url) return /[{}]/.test(sample) ? undefined : url
  }
  return undefined
}
