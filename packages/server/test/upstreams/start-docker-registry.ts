import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { request } from 'undici'
import { startProcess } from '@mcp-registry/testkit/upstreams/run-process'

/** A real image registry, empty, on a free port of loopback. */
export interface DockerRegistry extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  /** Pushes an image with these labels and returns its digest. */
  pushImage(repository: string, tag: string | undefined, labels: Readonly<Record<string, string>> | undefined): Promise<string>
  /** Pushes an index of manifests that were pushed before and returns its digest. */
  pushIndex(
    repository: string,
    tag: string,
    images: readonly { digest: string; os: string; architecture: string }[],
  ): Promise<string>
}

const BINARY = 'docker-registry'
export const NO_DOCKER_REGISTRY = 'docker-registry is not on the PATH: apt-get install docker-registry'

export function hasDockerRegistry(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, BINARY)))
}

export async function startDockerRegistry(): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-images-'))
  const config = join(folder, 'config.yml')
  await writeFile(
    config,
    `version: 0.1\nstorage: { filesystem: { rootdirectory: ${folder}/storage } }\nhttp: { addr: 127.0.0.1:0 }\nlog: { level: info }\n`,
  )
  const server = await startProcess(BINARY, ['serve', config], /listening on 127\.0\.0\.1:(\d+)/)
  const host = `127.0.0.1:${server.ready[1]}`
  const origin = `http://${host}`
  return {
    origin,
    host,
    async pushImage(repository, tag, labels) {
      const config = await pushBlob(origin, repository, {
        architecture: 'amd64',
        os: 'linux',
        config: labels ? { Labels: labels } : {},
        rootfs: { type: 'layers', diff_ids: [] },
      })
      const mediaType = 'application/vnd.oci.image.manifest.v1+json'
      const manifest = {
        schemaVersion: 2,
        mediaType,
        config: { ...config, mediaType: 'application/vnd.oci.image.config.v1+json' },
        layers: [],
      }
      return pushManifest(origin, repository, tag, manifest)
    },
    async pushIndex(repository, tag, images) {
      const manifests = images.map(({ digest, os, architecture }) => ({
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest,
        size: 1,
        platform: { os, architecture },
      }))
      return pushManifest(origin, repository, tag, {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests,
      })
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// The clients on npm only pull; pushing is these three requests of the distribution specification.
async function pushBlob(origin: string, repository: string, content: unknown): Promise<{ digest: string; size: number }> {
  const bytes = Buffer.from(JSON.stringify(content))
  const digest = toDigest(bytes)
  const started = await send('POST', `${origin}/v2/${repository}/blobs/uploads/`)
  const location = new URL(started, origin)
  location.searchParams.set('digest', digest)
  await send('PUT', location.href, bytes, 'application/octet-stream')
  return { digest, size: bytes.byteLength }
}

async function pushManifest(
  origin: string,
  repository: string,
  tag: string | undefined,
  manifest: { readonly mediaType: string; readonly [field: string]: unknown },
): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(manifest))
  const digest = toDigest(bytes)
  await send('PUT', `${origin}/v2/${repository}/manifests/${tag ?? digest}`, bytes, manifest.mediaType)
  return digest
}

async function send(method: 'POST' | 'PUT', url: string, body?: Buffer, type?: string): Promise<string> {
  const response = await request(url, { method, ...(body && { body }), ...(type && { headers: { 'content-type': type } }) })
  const text = await response.body.text()
  if (response.statusCode >= 300) throw new Error(`${method} ${url}: ${response.statusCode} ${text}`)
  return String(response.headers['location'] ?? '')
}

function toDigest(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
