import type { BundleLaunch } from './launch.js'
import type { PackageEntry } from './read-entry.js'
import { isHttpUrl } from './resolve-remote.js'
import type { Session } from './session.js'
import { listSecrets, toPlain, type Text } from './text.js'

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

export function resolveBundleDownload(
  entry: PackageEntry,
  session: Session,
  args: readonly Text[],
  environment: readonly (readonly [name: string, value: Text])[],
): BundleLaunch | undefined {
  const { identifier, fileSha256, transport } = entry
  if (!isHttpUrl(identifier) || !(identifier.startsWith('https:') || LOOPBACK.test(new URL(identifier).hostname))) {
    session.refuse('invalid-package', `A bundle is downloaded from an https URL, which ${JSON.stringify(identifier)} is not.`)
  }
  if (transport.type !== 'stdio') {
    session.refuse('unsupported-transport', `A bundle is spoken to over stdio, not over ${JSON.stringify(transport.type)}.`)
  }
  if (fileSha256 === undefined || !/^[a-f0-9]{64}$/.test(fileSha256)) {
    session.refuse('invalid-package', 'The document gives no SHA-256 of the bundle, so the download cannot be checked.')
    return undefined
  }
  return {
    kind: 'bundle',
    download: { url: identifier, fileSha256 },
    args: args.map(toPlain),
    env: Object.fromEntries(environment.map(([name, value]) => [name, toPlain(value)])),
    secrets: listSecrets([
      ...args.map((text, index) => [['args', index], text] as const),
      ...environment.map(([name, text]) => [['env', name], text] as const),
    ]),
    warnings: [...new Set(session.warnings)],
    standIns: session.standIns,
  }
}
