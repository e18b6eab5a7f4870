/** A kind of request, and paths of it to ask for in turn. */
export interface Operation {
  readonly label: string
  readonly paths: readonly string[]
}

interface Page {
  readonly servers: readonly { readonly server: { readonly name: string; readonly version: string; readonly title?: string } }[]
  readonly metadata: { readonly nextCursor?: string }
}

const SAMPLES = 100

/** The reads that clients send, over the data that the registry has: pages of a walk, and versions, searches and details of its servers. */
export async function listOperations(url: string): Promise<Operation[]> {
  const latest = await walk(url, '?version=latest&limit=100', SAMPLES)
  const sampled = latest.flatMap(({ page }) => page.servers.map(({ server }) => server)).filter(everyNth(SAMPLES))
  const words = [...new Set(sampled.map(({ name }) => name.split(/[/.-]/).at(-1) ?? name))]
  const ofServer = (name: string) => `/v0.1/servers/${encodeURIComponent(name)}/versions`
  return [
    { label: 'list, 30 a page', paths: (await walk(url, '?limit=30', SAMPLES)).map(({ path }) => path) },
    { label: 'list, 100 a page', paths: (await walk(url, '?limit=100', SAMPLES)).map(({ path }) => path) },
    { label: 'latest, 100 a page', paths: latest.map(({ path }) => path) },
    { label: 'detail', paths: sampled.map(({ name, version }) => `${ofServer(name)}/${encodeURIComponent(version)}`) },
    { label: 'detail of latest', paths: sampled.map(({ name }) => `${ofServer(name)}/latest`) },
    { label: 'versions', paths: sampled.map(({ name }) => ofServer(name)) },
    { label: 'search', paths: words.map((word) => `/v0.1/servers?version=latest&search=${encodeURIComponent(word)}`) },
  ]
}

async function walk(url: string, query: string, maxPages: number): Promise<{ path: string; page: Page }[]> {
  const pages: { path: string; page: Page }[] = []
  let path = `/v0.1/servers${query}`
  while (pages.length < maxPages) {
    const page = (await (await fetch(url + path)).json()) as Page
    pages.push({ path, page })
    const { nextCursor } = page.metadata
    if (nextCursor === undefined) break
    path = `/v0.1/servers${query}&cursor=${encodeURIComponent(nextCursor)}`
  }
  return pages
}

function everyNth(wanted: number) {
  return (_: unknown, index: number, all: readonly unknown[]) => index % Math.max(1, Math.floor(all.length / wanted)) === 0
}

/** The mean size of the answers, in bytes. */
export async function measureBytes(url: string, paths: readonly string[]): Promise<number> {
  let bytes = 0
  for (const path of paths) {
    const response = await fetch(url + path, { headers: { 'accept-encoding': 'identity' } })
    if (!response.ok) throw new Error(`${path} answers ${response.status}`)
    bytes += (await response.arrayBuffer()).byteLength
  }
  return Math.round(bytes / paths.length)
}
