import { CommandError } from '../command-line/explain-error.js'
import { parseJson } from '../project/package-json.js'
import { PUBLISHER_VERSION } from '../version.js'
import type { Host } from '../host.js'

const TIMEOUT_MS = 20_000
/** The list of all releases of a package can have several megabytes. */
const MAX_BYTES = 16 * 1024 * 1024

/** Gets a JSON document from a package registry; `undefined` if it does not exist. */
export type Ask = (url: string) => Promise<unknown>

export function openPackageRegistry({ fetch: get }: Pick<Host, 'fetch'>, signal: AbortSignal): Ask {
  return async (url) => {
    try {
      const response = await get(url, {
        // Some registries refuse requests without a user agent.
        headers: { accept: 'application/json', 'user-agent': `mcp-publisher/${PUBLISHER_VERSION}` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      if (response.status === 404 || response.status === 410) return undefined
      if (!response.ok) throw new Error(`it answered with HTTP ${response.status}`)
      return parseJson(await readText(response))
    } catch (error) {
      signal.throwIfAborted()
      // The error of fetch does not include the reason; its cause does.
      const failure = error instanceof Error && error.cause instanceof Error ? error.cause : error
      const reason = failure instanceof Error ? failure.message : String(failure)
      throw new CommandError(
        `${new URL(url).host} does not say which version of the package is the latest: ${reason}. Try again, or set the version in server.json and omit --from-package.`,
        { cause: error },
      )
    }
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MAX_BYTES) throw new Error(`its response has more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
