import type { ServerResponse } from '@mcp-registry/contract'

interface Changes {
  readonly servers: readonly ServerResponse[]
}

const AT_ONCE = 16
const CHANGES = '/v0.1/x/io.modelcontextprotocol.registry/changes'

/** Random entries, selected by change number; an import assigns one to each entry. */
export async function sampleEntries(
  url: string,
  { versions, count }: { versions: number; count: number },
): Promise<ServerResponse[]> {
  const entries: ServerResponse[] = []
  const step = versions / count
  let nth = 0
  const work = async () => {
    while (nth < count) {
      const since = Math.floor(step * nth++ + Math.random() * step)
      const { servers } = (await (await fetch(`${url}${CHANGES}?since=${since}&limit=1`)).json()) as Changes
      const [entry] = servers
      if (entry) entries.push(entry)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  // Shuffled, so that neighbouring entries are not requested together.
  return entries
    .map((entry) => ({ entry, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry)
}
