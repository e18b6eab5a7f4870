import type { Expected } from './expected.js'

/** A `fetch` that passes responses to `Expected`: statuses, ETags, and server errors. */
export function createWatchedFetch(expected: Expected): typeof fetch {
  return async (input, init) => {
    const where = `${init?.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`
    const response = await fetch(input, init)
    expected.count('answers')
    if (response.status >= 500)
      expected.fault(`${where}: status ${response.status} ${(await response.clone().text()).slice(0, 300)}`)
    const etag = response.headers.get('etag')
    if (response.status === 304) {
      expected.count('not modified')
      return response
    }
    if (response.status !== 200 || etag === null) return response
    const body = await response.text()
    expected.hearBody(etag, body, where)
    return new Response(body, { status: response.status, headers: response.headers })
  }
}
