import type { FetchOptions } from './fetch-page.js'
import type { JsonPart } from './json-part.js'
import { RequestRefused } from './source-error.js'

const PARAMETER = 'include_deleted'
const DELETED = /"status"\s*:\s*"deleted"/
const PROBE_TIMEOUT_MS = 10_000

/** Requests deleted versions from a registry, since a mirror would otherwise keep them forever, and detects whether it lists them. */
export function followDeletions(url: URL) {
  // An explicit parameter in the URL takes precedence.
  const isGiven = url.searchParams.has(PARAMETER)
  let isRefused = false
  let isSeen = false
  if (!isGiven) url.searchParams.set(PARAMETER, 'true')

  return {
    /** Fetches the first page, without deleted versions if the registry refuses the parameter. */
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
    /** Looks for a deleted version, which proves that the registry lists them. */
    look(parts: readonly JsonPart[]): void {
      isSeen ||= parts.some(({ bytes }) =>
        DELETED.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')),
      )
    },
    /** Whether the registry omits deleted versions. */
    async areHidden(options: FetchOptions): Promise<boolean> {
      if (isGiven || isSeen) return false
      return isRefused || (await isIgnored(url, options))
    },
  }
}

/** Whether a registry ignores the parameter. One that supports it refuses a value other than `true` and `false`. */
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
    // A failed probe must not fail the import.
    return false
  }
}
