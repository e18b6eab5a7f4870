import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { BundleLaunch } from '@mcp-registry/client'
import { findUrl, isLoopbackHost } from '@mcp-registry/contract'
import { CommandError, type Context } from '@mcp-registry/publisher/command-line'

const MAX_BYTES = 1024 ** 3
const MAX_REDIRECTS = 5

/**
 * Downloads a bundle to a new file and verifies its hash. Plain http is allowed only for loopback hosts, and only if the registry is on
 * one.
 */
export async function downloadBundle(
  { url, fileSha256 }: BundleLaunch['download'],
  file: string,
  registryUrl: string,
  { output, signal }: Pick<Context, 'output' | 'signal'>,
): Promise<void> {
  const response = await request(url, isLoopbackHost(new URL(registryUrl).hostname), signal)
  const size = Number(response.headers.get('content-length') ?? 0)
  const hash = createHash('sha256')
  using progress = output.progress('Downloading')
  await using target = await open(file, 'wx', 0o600)
  let received = 0
  for await (const chunk of response.body ?? []) {
    received += chunk.byteLength
    if (received > MAX_BYTES) throw new CommandError(`${url} is larger than ${toMegabytes(MAX_BYTES)}; it was not downloaded.`)
    hash.update(chunk)
    await target.writeFile(chunk)
    progress.update(received, size > 0 ? size : undefined, toMegabytes(received))
  }
  const found = hash.digest('hex')
  if (found !== fileSha256)
    throw new CommandError(
      `${url} is not the file that was published: its SHA-256 is ${found}, the registry has ${fileSha256}. It was not opened.`,
    )
}

async function request(start: string, mayBeLocal: boolean, signal: AbortSignal): Promise<Response> {
  let url = new URL(start)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && mayBeLocal && isLoopbackHost(url.hostname))
    if (!isAllowed) throw new CommandError(`A bundle is downloaded over https only, and ${url.href} is not.`)
    const response = await fetch(url, { redirect: 'manual', signal }).catch((error: unknown) => {
      if (signal.aborted) throw error
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
      throw new CommandError(`${url.href} cannot be downloaded: ${cause}.`)
    })
    if (response.ok) return response
    const location = response.headers.get('location')
    await response.body?.cancel()
    const target = location === null ? undefined : findUrl(location, url.href)
    if (response.status < 300 || response.status > 399 || target === undefined)
      throw new CommandError(`${url.href} cannot be downloaded: it answers with status ${response.status}.`)
    url = target
  }
  throw new CommandError(`${start} cannot be downloaded: it redirects more than ${MAX_REDIRECTS} times.`)
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
