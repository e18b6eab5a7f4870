import { isRegistryClientError } from '@mcp-registry/client'
import type { KeyAlgorithm } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { withNextStep } from '../command-line/interruption.js'
import { isPresent } from '../command-line/is-present.js'
import type { Progress } from '../command-line/progress.js'
import { createPrivateKeyHex, openPrivateKey } from '../keys/private-key.js'
import { type Signer, toProofRecord } from '../keys/signer.js'
import { toDurationText } from '../command-line/duration.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Host } from '../host.js'
import type { Registry } from '../open-registry.js'
import { toLoginCommandLine } from './login-hint.js'
import { toKeyFile } from './open-signer.js'
import { lookUp, toPlace } from './proof-record.js'
import { askForView, isAccepted } from './registry-view.js'
import { writePrivately } from './token-store.js'

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 30_000

/** Generates and stores a key for a domain; an existing key is never overwritten. */
export async function createDomainKey(
  env: Readonly<Record<string, string | undefined>>,
  domain: string,
  algorithm: KeyAlgorithm,
): Promise<{ readonly signer: Signer; readonly file: string }> {
  const file = toKeyFile(env, domain)
  if (await isPresent(file))
    throw new CommandError(
      `There is a key for ${domain} in ${file} already. Log in without --new-key to use it, or move it away first.`,
    )
  const key = createPrivateKeyHex(algorithm)
  await writePrivately(file, `${key}\n`)
  return { signer: openPrivateKey(key), file }
}

/** The exact record to publish and its location. */
export function toInstructions(method: 'dns' | 'http', domain: string, signer: Signer): string {
  const record = toProofRecord(signer)
  return method === 'dns'
    ? `Add this TXT record to the zone of ${domain}, at the name ${domain} itself ("@" in most forms):\n\n  ${domain}. IN TXT "${record}"\n`
    : `Serve this line, and nothing else, at ${toPlace('http', domain)} (no redirect):\n\n  ${record}\n`
}

/** A new key of a domain, and the registry that is to see it. */
export interface AwaitedKey {
  readonly method: 'dns' | 'http'
  readonly domain: string
  readonly signer: Signer
  readonly registry: Registry
}

/**
 * Waits until the registry sees the key or, if it does not show its view, until this machine does. Throws on timeout. Returns whose view it
 * was.
 */
export async function waitUntilVisible(
  host: Pick<Host, 'fetch' | 'now' | 'resolveTxt' | 'sleep'>,
  key: AwaitedKey,
  waitMs: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<'registry' | 'this-machine'> {
  const next = `The key is kept. When the record is there, run: ${toNextLogin(key)}`
  return withNextStep(next, async () => {
    const start = host.now().getTime()
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const { seenBy, problem } = await look(host, key, signal)
      if (problem === undefined) return seenBy
      const waited = host.now().getTime() - start
      if (waited + pause > waitMs)
        throw new CommandError(`The key is not visible after ${toDurationText(waited)}: ${problem}. ${next}`)
      progress.update(waited, waitMs, problem)
      await host.sleep(pause, signal)
    }
  })
}

/**
 * Repeats the login while the registry refuses the proof, until a time: a registry that does not show its view may see the record later than
 * this machine.
 */
export async function repeatUntilSeen<T>(
  host: Pick<Host, 'now' | 'sleep'>,
  key: AwaitedKey,
  deadline: number,
  signal: AbortSignal,
  logIn: () => Promise<T>,
): Promise<T> {
  return withNextStep(`The key is kept. Run again: ${toNextLogin(key)}`, async () => {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      try {
        return await logIn()
      } catch (error) {
        const isRefused = isRegistryClientError(error) && error.status === 401
        if (!isRefused || host.now().getTime() + pause > deadline) throw error
        await host.sleep(pause, signal)
      }
    }
  })
}

function toNextLogin({ method, domain, registry }: AwaitedKey): string {
  return toLoginCommandLine(registry.url, { method, domain })
}

const OTHER_KEY = 'another key is published there'

interface Sight {
  readonly seenBy: 'registry' | 'this-machine'
  /** Why the key is not visible; missing if it is. */
  readonly problem?: string
}

async function look(
  host: Pick<Host, 'fetch' | 'now' | 'resolveTxt'>,
  { method, domain, signer, registry }: AwaitedKey,
  signal: AbortSignal,
): Promise<Sight> {
  const view = await askForView(host, registry, domain, signer, signal)
  switch (view.kind) {
    case 'failed':
      return { seenBy: 'registry', problem: toPhrase(view.problem) }
    case 'seen': {
      const place = view.places.find((candidate) => candidate.method === method)
      if (place !== undefined && isAccepted(place)) return { seenBy: 'registry' }
      const said = place?.records.find((record) => record.problem)?.problem ?? place?.problem
      return { seenBy: 'registry', problem: `${new URL(registry.url).host} reports: ${toPhrase(said ?? OTHER_KEY)}` }
    }
    case 'unsupported': {
      const { place, records, problem } = await lookUp(host, method, domain, signal)
      const isThere = records.some((record) => record.publicKey === signer.publicKey && record.problem === undefined)
      if (isThere) return { seenBy: 'this-machine' }
      return { seenBy: 'this-machine', problem: `${place}: ${problem ?? OTHER_KEY}` }
    }
  }
}

/** A sentence of the registry on one line, for the middle of a sentence. */
function toPhrase(sentence: string): string {
  return toSafeLine(sentence).replace(/\.$/, '')
}
