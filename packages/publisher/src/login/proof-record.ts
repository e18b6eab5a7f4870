import {
  findCertificateProblem,
  findCode,
  hasCode,
  isMeantAsKeyRecord,
  MISPLACED_RECORD_LABELS,
  parseKeyRecord,
} from '@mcp-registry/contract'
import type { Host } from '../host.js'

const MAX_FILE_BYTES = 4096

/** A record that a domain publishes, and its fault, if any. */
export interface ProofRecord {
  readonly text: string
  readonly algorithm?: string
  readonly publicKey?: string
  readonly problem?: string
}

/** The result of looking up one of the two locations at which a domain can publish its key. */
export interface Lookup {
  readonly method: 'dns' | 'http'
  /** The name or URL that was looked up. */
  readonly place: string
  readonly records: readonly ProofRecord[]
  /** Why there are no records. */
  readonly problem?: string
}

/** The location at which a domain publishes its key. */
export function toPlace(method: 'dns' | 'http', domain: string): string {
  return method === 'dns' ? `TXT ${domain}` : `https://${domain}/.well-known/mcp-registry-auth`
}

/** Looks up the records as a registry does. Never throws: errors are part of the result. */
export async function lookUp(
  host: Pick<Host, 'resolveTxt' | 'fetch'>,
  method: 'dns' | 'http',
  domain: string,
  signal: AbortSignal,
): Promise<Lookup> {
  const place = toPlace(method, domain)
  try {
    const texts = method === 'dns' ? await resolve(host, domain) : await download(host, place, signal)
    const records = texts.map(findProofRecord).filter((record) => record !== undefined)
    if (records.length > 0) return { method, place, records }
    const misplaced = method === 'dns' ? await findMisplaced(host, domain) : undefined
    if (misplaced !== undefined) return { method, place, records, problem: misplaced }
    const others = method === 'dns' ? `${texts.length} TXT records, none of them "v=MCPv1; …"` : 'a text that is not "v=MCPv1; …"'
    return { method, place, records, problem: texts.length === 0 ? 'there is no TXT record' : `there is ${others}` }
  } catch (error) {
    const misplaced = method === 'dns' && hasCode(error, 'ENODATA') ? await findMisplaced(host, domain) : undefined
    return { method, place, records: [], problem: misplaced ?? toProblem(error) }
  }
}

async function findMisplaced(host: Pick<Host, 'resolveTxt'>, domain: string): Promise<string | undefined> {
  for (const label of MISPLACED_RECORD_LABELS) {
    const name = `${label}.${domain}`
    const texts = await resolve(host, name).catch(() => [])
    if (texts.some(isMeantAsKeyRecord)) return `the record is at ${name}; move it to ${domain} itself`
  }
  return undefined
}

async function resolve({ resolveTxt }: Pick<Host, 'resolveTxt'>, domain: string): Promise<string[]> {
  // A record longer than 255 bytes is split into several strings, which are concatenated without a separator.
  return (await resolveTxt(domain)).map((strings) => strings.join(''))
}

async function download({ fetch: get }: Pick<Host, 'fetch'>, url: string, signal: AbortSignal): Promise<string[]> {
  const response = await get(url, { redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) })
  if (response.status >= 300 && response.status < 400)
    throw new TypeError('the answer is a redirect, which registries do not follow')
  if (!response.ok) throw new TypeError(`the answer is HTTP ${response.status}`)
  const text = await response.text()
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) throw new TypeError(`the file is larger than ${MAX_FILE_BYTES} bytes`)
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

/** Parses a key record as registries do; `undefined` if the text is not intended as one. */
export function findProofRecord(text: string): ProofRecord | undefined {
  if (!isMeantAsKeyRecord(text)) return undefined
  const record = parseKeyRecord(text)
  return record.ok ? { text, ...record.value } : { text, problem: record.errors.join(' ') }
}

const RESOLVER_PROBLEMS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the domain does not exist (NXDOMAIN); check its spelling',
  ENODATA: 'there is no TXT record',
  ETIMEOUT: 'the name servers do not answer',
  ESERVFAIL: 'the name servers of the domain fail',
  ECONNREFUSED: 'nothing answers there',
}

function toProblem(error: unknown): string {
  // The error of fetch does not include the reason; its cause does.
  const failure = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = findCode(failure) ?? ''
  const message = failure instanceof Error ? failure.message : String(failure)
  return RESOLVER_PROBLEMS[code] ?? findCertificateProblem(code) ?? message
}
