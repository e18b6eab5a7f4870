import type { Result } from '@mcp-registry/contract'
import { findUrl } from '@mcp-registry/contract'
import { findClosest } from '../closest.js'
import { VARIABLES, type VariableName } from './variables.js'

export type Env = Readonly<Record<string, string | undefined>>

/** Reads environment variables and collects their problems. A malformed value is reported, never replaced by the default. */
export class EnvReader {
  readonly problems: string[] = []
  readonly #env: Env

  constructor(env: Env) {
    this.#env = env
  }

  /** Returns the trimmed value, or undefined if it is absent or empty. */
  text(name: VariableName): string | undefined {
    return this.#env[name]?.trim() || undefined
  }

  /** Returns the parsed value, or undefined. Errors of `parse` are reported as they are, so they must not contain a secret. */
  parsed<T>(name: VariableName, parse: (text: string) => Result<T>): T | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const result = parse(text)
    if (result.ok) return result.value
    for (const error of result.errors) this.problem(name, error)
    return undefined
  }

  flag(name: VariableName, fallback: boolean): boolean {
    return (
      this.parsed<boolean>(name, (text) => {
        if (text === 'true' || text === '1') return { ok: true, value: true }
        if (text === 'false' || text === '0') return { ok: true, value: false }
        return { ok: false, errors: [`is ${JSON.stringify(text)}, but must be true or false.`] }
      }) ?? fallback
    )
  }

  integer(name: VariableName, fallback: number, { min, max }: { readonly min: number; readonly max: number }): number {
    return (
      this.parsed<number>(name, (text) => {
        const value = Number(text)
        if (/^\d+$/.test(text) && value >= min && value <= max) return { ok: true, value }
        return { ok: false, errors: [`is ${JSON.stringify(text)}, but must be a whole number from ${min} to ${max}.`] }
      }) ?? fallback
    )
  }

  choice<const C extends string>(name: VariableName, choices: readonly C[], fallback: C): C {
    return (
      this.parsed<C>(name, (text) => {
        const value = choices.find((choice) => choice === text)
        if (value !== undefined) return { ok: true, value }
        return { ok: false, errors: [`is ${JSON.stringify(text)}, but must be one of ${choices.join(', ')}.`] }
      }) ?? fallback
    )
  }

  /** Returns the comma-separated values, trimmed, without empty ones. */
  list(name: VariableName): readonly string[] {
    const parts = this.text(name)?.split(',') ?? []
    return parts.map((part) => part.trim()).filter((part) => part !== '')
  }

  /** Returns an absolute http or https URL, as written. */
  url(name: VariableName): string | undefined {
    return this.parsed<string>(name, (text) => {
      const url = findUrl(text)
      if (url === undefined || !/^https?:$/.test(url.protocol)) {
        return { ok: false, errors: ['must be an absolute URL that starts with https:// or http://.'] }
      }
      if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
        return { ok: false, errors: ['must be a URL without user name, query and fragment.'] }
      }
      return { ok: true, value: text }
    })
  }

  problem(name: VariableName, what: string): void {
    this.problems.push(`${name} ${what}`)
  }

  /** Reports unknown variables with the prefix, since a misspelt one would otherwise be silently ignored. */
  reportUnknown(): void {
    for (const name of Object.keys(this.#env)) {
      if (!name.startsWith('MCP_REGISTRY_') || Object.hasOwn(VARIABLES, name)) continue
      const closest = findClosest(name, Object.keys(VARIABLES))
      this.problems.push(`${name} is not a variable of the registry.${closest === undefined ? '' : ` Did you mean ${closest}?`}`)
    }
  }
}
