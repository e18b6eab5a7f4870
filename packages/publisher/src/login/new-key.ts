import type { KeyAlgorithm } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { isPresent } from '../command-line/is-present.js'
import type { Progress } from '../command-line/progress.js'
import { createPrivateKeyHex, openPrivateKey } from '../keys/private-key.js'
import { type Signer, toProofRecord } from '../keys/signer.js'
import { toDurationText } from '../command-line/duration.js'
import type { Host } from '../host.js'
import { toKeyFile } from './open-signer.js'
import { lookUp, toPlace } from './proof-record.js'
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

/** Waits until the domain publishes the key. Throws on timeout. */
export async function waitUntilVisible(
  host: Pick<Host, 'fetch' | 'now' | 'resolveTxt' | 'sleep'>,
  { method, domain, signer }: { readonly method: 'dns' | 'http'; readonly domain: string; readonly signer: Signer },
  waitMs: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const start = host.now().getTime()
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const { place, records, problem } = await lookUp(host, method, domain, signal)
    if (records.some((record) => record.publicKey === signer.publicKey && record.problem === undefined)) return
    const waited = host.now().getTime() - start
    if (waited + pause > waitMs) {
      throw new CommandError(
        `${place} does not show the key after ${toDurationText(waited)}: ${problem ?? 'another key is published there'}. ` +
          `The key is kept. When the record is there, run: mcp-publisher login ${method} --domain ${domain}`,
      )
    }
    progress.update(waited, waitMs, problem ?? 'another key is published there')
    await host.sleep(pause, signal)
  }
}
