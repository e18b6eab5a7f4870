import { escapeGoModule, listGoModules, type PackageType, trimTrailingSlashes } from '@mcp-registry/contract'
import { textAt, textsAt, valueAt } from '../project/field.js'
import type { Ask } from './ask-package-registry.js'

/** The releases of one package in its package registry. */
export interface PackageReleases {
  /** The version that the package registry serves by default; `undefined` if it has no release. */
  findLatest(): Promise<string | undefined>
  has(version: string): Promise<boolean>
}

/** The types whose package registries keep versions apart from identifiers. */
export type VersionedType = Exclude<PackageType, 'oci' | 'mcpb'>

type OpenReleases = (ask: Ask, baseUrl: string, identifier: string) => PackageReleases

/** How releases are looked up by type. `baseUrl` has no trailing slash. */
export const PACKAGE_RELEASES: Readonly<Record<VersionedType, OpenReleases>> = {
  npm: (ask, baseUrl, identifier) => {
    const url = `${baseUrl}/${encodeURIComponent(identifier)}`
    return {
      findLatest: async () => textAt(await ask(`${url}/latest`), 'version'),
      has: async (version) => (await ask(`${url}/${encodeURIComponent(version)}`)) !== undefined,
    }
  },
  pypi: (ask, baseUrl, identifier) => {
    const url = `${baseUrl.replace(/\/simple$/, '')}/pypi/${encodeURIComponent(identifier)}`
    return {
      findLatest: async () => textAt(await ask(`${url}/json`), 'info', 'version'),
      has: async (version) => (await ask(`${url}/${encodeURIComponent(version)}/json`)) !== undefined,
    }
  },
  nuget: (ask, baseUrl, identifier) => {
    const list = async () => {
      const listUrl = findNugetList(await ask(baseUrl))
      return listUrl === undefined
        ? []
        : textsAt(await ask(`${listUrl}/${encodeURIComponent(identifier.toLowerCase())}/index.json`), 'versions')
    }
    return {
      // In ascending order.
      findLatest: async () => {
        const versions = await list()
        return versions.findLast((version) => !version.includes('-')) ?? versions.at(-1)
      },
      has: async (version) => (await list()).includes(version.toLowerCase()),
    }
  },
  cargo: (ask, baseUrl, identifier) => {
    const url = `${baseUrl}/api/v1/crates/${encodeURIComponent(identifier)}`
    return {
      findLatest: async () => {
        const answer = await ask(url)
        return textAt(answer, 'crate', 'max_stable_version') ?? textAt(answer, 'crate', 'max_version')
      },
      has: async (version) => (await ask(`${url}/${encodeURIComponent(version)}`)) !== undefined,
    }
  },
  go: (ask, baseUrl, identifier) => {
    const find = async (file: string) => {
      for (const module of listGoModules(identifier)) {
        const version = textAt(await ask(`${baseUrl}/${escapeGoModule(module)}/${file}`), 'Version')
        if (version !== undefined) return version
      }
      return undefined
    }
    return {
      findLatest: () => find('@latest'),
      has: async (version) => (await find(`@v/${escapeGoModule(version)}.info`)) !== undefined,
    }
  },
}

export function isVersionedType(type: string): type is VersionedType {
  return Object.hasOwn(PACKAGE_RELEASES, type)
}

function findNugetList(index: unknown): string | undefined {
  const resources = valueAt(index, 'resources')
  const found = (Array.isArray(resources) ? resources : []).find((resource) =>
    textsAt(resource, '@type').includes('PackageBaseAddress/3.0.0'),
  )
  const url = textAt(found, '@id')
  return url === undefined ? undefined : trimTrailingSlashes(url)
}
