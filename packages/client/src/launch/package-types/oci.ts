import { findUnpublishedPort, namesPackage } from '@mcp-registry/contract'
import { plain, toPlain } from '../text.js'
import type { PackageType } from './package-type.js'

const ENVIRONMENT_OPTIONS = ['-e', '--env']

export const oci: PackageType = {
  runner: 'docker',
  runners: ['docker', 'podman', 'nerdctl'],
  identifier: /^[a-z0-9][\w.:-]*(?:\/[\w.-]+)*(?::[\w.-]+)?(?:@[a-z0-9]+:[a-f0-9]+)?$/i,
  compose({ entry, runner, runtime, args, environment, baseUrl, url }) {
    const image = toImage(entry.identifier, entry.version, baseUrl)
    const words = runtime.map(toPlain)
    const port = url && findUnpublishedPort(url, words)
    const publish = port === undefined ? [] : ['-p', port].map(plain)
    const forwarded = listForwarded(words)
    const forward = environment.filter((name) => !forwarded.has(name)).flatMap((name) => [plain('-e'), plain(name)])
    const isNamed = namesPackage('oci', image, words)
    return {
      command: runner,
      args: [
        ...['run', '-i', '--rm'].map(plain),
        // Options after the image would be passed to the server.
        ...(isNamed ? [...publish, ...forward, ...runtime] : [...publish, ...runtime, ...forward, plain(image)]),
        ...args,
      ],
    }
  },
}

function toImage(identifier: string, version: string | undefined, baseUrl: string | undefined): string {
  const host = baseUrl === undefined ? undefined : new URL(baseUrl).host
  const name = host === undefined || identifier.startsWith(`${host}/`) ? identifier : `${host}/${identifier}`
  const lastPart = name.slice(name.lastIndexOf('/') + 1)
  return version === undefined || lastPart.includes(':') || lastPart.includes('@') ? name : `${name}:${version}`
}

function listForwarded(words: readonly string[]): ReadonlySet<string> {
  const names = words.flatMap((word, index) => {
    const value = ENVIRONMENT_OPTIONS.includes(word) ? words[index + 1] : /^--env=(.*)$/s.exec(word)?.[1]
    return value === undefined ? [] : [value.split('=', 1)[0] ?? '']
  })
  return new Set(names)
}
