import type { Host } from '../host.js'
import { valueAt } from './field.js'

const TIMEOUT_MS = 3_000

/**
 * The numeric ID of a public repository on GitHub, which survives a renaming; `undefined` for other hosts, and if GitHub does not answer in
 * time.
 */
export async function findRepositoryId(
  { fetch: get }: Pick<Host, 'fetch'>,
  repositoryUrl: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const prefix = 'https://github.com/'
  if (!repositoryUrl?.startsWith(prefix)) return undefined
  try {
    const response = await get(`https://api.github.com/repos/${repositoryUrl.slice(prefix.length)}`, {
      headers: { accept: 'application/vnd.github+json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const id = response.ok ? valueAt(await response.json(), 'id') : undefined
    return Number.isSafeInteger(id) ? String(id) : undefined
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
