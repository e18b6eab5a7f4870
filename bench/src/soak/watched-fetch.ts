import type { Witness } from './witness.js'

/** A `fetch` whose answers the witness hears: statuses, tags, and that nothing failed on the side of the server. */
export function createWatchedFetch(witness: Witness): typeof fetch {
  return async (input, init) => {
    const where = `${init?.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`
    const response = await fetch(input, init)
    witness.count('answers')
    if (response.status >= 500)
      witness.fault(`${where}: status ${response.status} ${(await response.clone().text()).slice(0, 300)}`)
    const etag = response.headers.get('etag')
    if (response.status === 304) {
      witness.count('not modified')
      return response
    }
    if (response.status !== 200 || etag === null) return response
    const body = await response.text()
    witness.hearBody(etag, body, where)
    return new Response(body, { status: response.status, headers: response.headers })
  }
}
