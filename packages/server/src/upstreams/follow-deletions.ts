import type { FetchOptions } from './fetch-page.js'
import type { JsonPart } from './json-part.js'
import { RequestRefused } from './source-error.js'

const PARAMETER = 'include_deleted'
const DELETED = /"status"\s*:\s*"deleted"/
const PROBE_TIMEOUT_MS = 10_000

/** Has a registry list what was deleted there, which a mirror would keep for ever otherwise, and finds out whether it does. */
export function followDeletions(url: URL) {
  // Who says so in the URL knows what they want.
  const isGiven = url.searchParams.has(PARAMETER)
  let isRefused = false
  let isSeen = false
  if (!isGiven) url.searchParams.set(PARAMETER, 'true')

  return {
    /** Fetches the first page, without deleted versions where the registry refuses to be asked for them. */
    async fetchFirst<T>(fetchPage: () => Promise<T>): Promise<T> {
      try {
        return await fetchPage()
      } catch (error) {
        if (isGiven || !(error instanceof RequestRefused)) throw error
        url.searchParams.delete(PARAMETER)
        const page = await fetchPage()
        isRefused = true
        return page
      }
    },
    /** Takes note of a deleted version, which proves that the registry lists them. */
    look(parts: readonly JsonPart[]): void {
      isSeen ||= parts.some(({ bytes }) =>
        DELETED.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')),
      )
    },
    /** Whether the registry does not list deleted versions. */
    async areHidden(options: FetchOptions): Promise<boolean> {
      if (isGiven || isSeen) return false
      return isRefused || (await isIgnored(url, options))
    },
  }
}

/** Whether a registry pays no heed to the parameter: one that reads it refuses a value that is neither true nor false. */
async function isIgnored(url: URL, { fetch: get = fetch, signal }: FetchOptions): Promise<boolean> {
  const probe = new URL(url)
  probe.searchParams.delete('cursor')
  probe.searchParams.set('limit', '1')
  probe.searchParams.set(PARAMETER, 'perhaps')
  try {
    const response = await get(probe, {
      signal: AbortSignal.any([AbortSignal.timeout(PROBE_TIMEOUT_MS), ...(signal ? [signal] : [])]),
      headers: { accept: 'application/json', 'user-agent': 'mcp-registry' },
    })
    await response.body?.cancel()
    return response.ok
  } catch (error) {
    if (signal?.aborted) throw error
    // It does not matter enough to fail for.
    return false
  }
}
