import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { PUBLIC_BASE_URLS } from '@mcp-registry/contract'
import { beforeAll, describe, expect } from 'vitest'
import { findNetworkNamespace, type NetworkNamespace } from '@mcp-registry/testkit/find-network-namespace'
import { verifies } from '../../../../test/verifies.js'
import { buildChild } from '@mcp-registry/testkit/build-child'

interface Outcome {
  readonly answers: readonly unknown[]
  readonly code: number | null
  readonly errors: string
}

const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))
const namespace = findNetworkNamespace()

describe.runIf('command' in namespace)(toTitle(namespace), () => {
  let outcome: Outcome

  beforeAll(async () => {
    if ('command' in namespace) outcome = await runChild(namespace)
  })

  const unreachable = { status: 503, code: 'proof-host-unavailable', retryable: true }

  verifies('edge-52', 'a proof of a host that cannot be reached is refused as retryable, whatever its addresses', () => {
    const hosts = ['v6.example', 'v6-twice.example', 'v4.example', 'both.example']
    expect(outcome.answers.slice(0, 4)).toEqual(hosts.map((what) => ({ what, ...unreachable })))
  })

  verifies('edge-52', 'an address that cannot be reached is a failed attempt, after which the next one is tried', () => {
    expect(outcome.answers).toContainEqual({ what: 'reachable.example', status: 200 })
  })

  verifies('edge-52', 'a package registry that cannot be reached refuses the publish as retryable', () => {
    expect(outcome.answers).toContainEqual({
      what: new URL(PUBLIC_BASE_URLS.npm[0] ?? '').host,
      status: 503,
      code: 'package-upstream-unavailable',
      retryable: true,
    })
  })

  verifies('edge-52', 'the process still responds after all of them', () => {
    expect(outcome.answers.at(-1)).toEqual({ what: 'ping', status: 200 })
    expect(outcome).toMatchObject({ code: 0, errors: '' })
  })
})

function toTitle(found: NetworkNamespace | { readonly missing: string }): string {
  return 'missing' in found ? `without a route (skipped: ${found.missing})` : 'without a route'
}

async function runChild({ command, args }: NetworkNamespace): Promise<Outcome> {
  await using program = await buildChild(new URL('../harness/unroutable-child.ts', import.meta.url))
  const folder = await mkdtemp(join(tmpdir(), 'registry-resolv-'))
  try {
    const resolvConf = join(folder, 'resolv.conf')
    await writeFile(resolvConf, 'nameserver 127.0.0.1\n')
    const child = spawn(command, [...args, resolvConf, process.execPath, program.path, BIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'close')
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = (await ended) as [number | null]
    const lines = output.split('\n').filter((line) => line !== '')
    return { answers: lines.map((line) => JSON.parse(line) as unknown), code, errors }
  } finally {
    await rm(folder, { recursive: true })
  }
}
