import { RegistryError, shorten } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'
import { findClosest } from '../closest.js'
import type { Access } from './operation.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** All routes of the app. */
    routeTable: RouteTable
  }
}

export interface KnownRoute {
  readonly method: string
  readonly url: string
  readonly access: Access | undefined
}

const MAX_SHOWN_LENGTH = 200

interface KnownPath {
  readonly pattern: string
  readonly segments: readonly string[]
  readonly methods: Set<string>
}

/** The routes of the app, used to explain requests for unknown paths and methods. */
export class RouteTable {
  readonly #routes: KnownRoute[] = []
  readonly #paths = new Map<string, KnownPath>()

  /** Records all routes that are added after this call. */
  watch(app: FastifyInstance): void {
    app.decorate<RouteTable>('routeTable', { getter: () => this })
    app.addHook('onRoute', ({ url, method, config }) => {
      for (const each of [method].flat()) this.#routes.push({ method: each, url, access: config?.access })
      if (url.includes('*')) return
      const known = this.#paths.get(url) ?? { pattern: url, segments: url.split('/'), methods: new Set(['OPTIONS']) }
      for (const each of [method].flat()) known.methods.add(each)
      this.#paths.set(url, known)
    })
  }

  get routes(): readonly KnownRoute[] {
    return this.#routes
  }

  /** Returns the methods of a path, sorted. Empty if the path does not exist. */
  listMethods(path: string): readonly string[] {
    const segments = path.split('/')
    const methods = new Set<string>()
    for (const known of this.#paths.values())
      if (matches(known.segments, segments)) for (const each of known.methods) methods.add(each)
    return [...methods].sort()
  }

  /** Creates the error for an unknown path. It suggests a similar path, if there is one. */
  explainMissing(path: string): RegistryError {
    return new RegistryError('route-not-found', `There is no ${shorten(path, MAX_SHOWN_LENGTH)} here. ${this.#suggest(path)}`)
  }

  #suggest(path: string): string {
    const patterns = [...this.#paths.keys()]
    const versioned = `/v0.1${path.replace(/^(?:\/api)?(?:\/v\d+(?:\.\d+)?)?(?=\/|$)/, '')}`
    if (this.listMethods(versioned).length > 0) return `Use ${shorten(versioned, MAX_SHOWN_LENGTH)}.`
    const closest = path.length > MAX_SHOWN_LENGTH ? undefined : findClosest(path, patterns)
    return closest === undefined ? 'See /docs for what there is.' : `Did you mean ${closest}?`
  }
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false
  return pattern.every((segment, index) => (segment.startsWith(':') ? segments[index] !== '' : segment === segments[index]))
}
