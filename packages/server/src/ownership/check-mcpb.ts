import { createHash } from 'node:crypto'
import { RegistryError } from '@mcp-registry/contract'
import { matchesHost } from '../outbound/destination.js'
import type { OutboundHead } from '../outbound/open-outbound.js'
import { requireSuccess, translateFailure } from './ask-upstream.js'
import { type PackageCheck, type PackageEntry, toLabel } from './package-check.js'
import type { PackageUpstream } from './package-upstreams.js'
import { RELEASE_FILE_HOSTS, SOURCE_HOST } from './public-registries.js'
import { requireIdentifier } from './refusals.js'
import { findSourceOwner, requireSourceOwner } from './source-owner.js'

const ZIP_SIGNATURE = Buffer.from([0x50, 0x4b, 0x03, 0x04])

/** Checks the file itself: it has the SHA-256 of the document, is a ZIP archive, and is hosted by the owner of the namespace. */
export const mcpb: PackageCheck = {
  // The content at a URL can change.
  isLasting: () => false,
  async check(entry, serverName, { outbound, upstreams: { mcpb: upstream } }) {
    const label = toLabel(entry)
    const url = requireReleaseUrl(label, entry, upstream)
    const expected = requireHash(label, entry)
    if (url.host === SOURCE_HOST && findSourceOwner(serverName) !== undefined)
      requireSourceOwner(label, url.pathname.split('/')[1] ?? '', serverName)
    // A public host must not redirect to a private origin.
    const privateOrigins = upstream.privateOrigins.includes(url.origin) ? upstream.privateOrigins : []
    const hosts = RELEASE_FILE_HOSTS[url.host] ?? [url.host]
    // With a content encoding, the bytes would not be those of the file.
    const request = {
      ...upstream,
      hosts,
      privateOrigins,
      url,
      headers: { accept: 'application/octet-stream', 'accept-encoding': 'identity' },
      maxRedirects: 3,
    }
    const file = await translateFailure(label, () => outbound.stream(request, (head, body) => readFile(label, head, body)))
    if (!file.isZip)
      throw new RegistryError(
        'package-file-not-zip',
        `${label} is not a ZIP archive. Build it with the mcpb tool and upload that file.`,
      )
    if (file.sha256 !== expected)
      throw new RegistryError(
        'package-file-hash-mismatch',
        `${label} has the SHA-256 ${file.sha256}, but "fileSha256" says ${expected}. Correct "fileSha256", unless the file was replaced.`,
      )
  },
}

function requireReleaseUrl(label: string, entry: PackageEntry, upstream: PackageUpstream): URL {
  const url = new URL(requireIdentifier(label, 'mcpb', entry))
  const isPrivate = upstream.privateOrigins.includes(url.origin)
  if (url.protocol !== 'https:' && !isPrivate)
    throw new RegistryError(
      'package-invalid-identifier',
      `${label} cannot be downloaded. An mcpb identifier is an https URL without user name and password.`,
    )
  if (!isPrivate && !upstream.hosts.some((host) => matchesHost(url.host, host)))
    throw new RegistryError(
      'package-registry-not-allowed',
      `${label} is at ${url.host}. Files are accepted from the releases of ${[...upstream.hosts, ...upstream.privateOrigins].join(', ')}.`,
    )
  return url
}

function requireHash(label: string, { fileSha256 }: PackageEntry): string {
  if (fileSha256 === undefined)
    throw new RegistryError(
      'package-file-hash-missing',
      `${label} needs "fileSha256": the SHA-256 of the file, as sha256sum prints it.`,
    )
  if (!/^[0-9a-f]{64}$/.test(fileSha256))
    throw new RegistryError(
      'package-file-hash-invalid',
      `${label} has a "fileSha256" that is not 64 lower-case hexadecimal digits.`,
    )
  return fileSha256
}

async function readFile(
  label: string,
  head: OutboundHead,
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly sha256: string; readonly isZip: boolean }> {
  if (head.status === 404 || head.status === 410)
    throw new RegistryError(
      'package-not-found',
      `${label} does not exist. Upload the file to the release first, then publish the server.`,
    )
  requireSuccess(label, head)
  const hash = createHash('sha256')
  let start = Buffer.alloc(0)
  for await (const piece of body) {
    hash.update(piece)
    start = Buffer.concat([start, piece.subarray(0, ZIP_SIGNATURE.length - start.length)])
    if (!ZIP_SIGNATURE.subarray(0, start.length).equals(start)) break
  }
  return { sha256: hash.digest('hex'), isZip: start.equals(ZIP_SIGNATURE) }
}
