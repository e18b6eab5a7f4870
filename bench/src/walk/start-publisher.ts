import { setTimeout } from 'node:timers/promises'
import { CURRENT_SCHEMA_DATE, type ServerResponse, toSchemaUrl } from '@mcp-registry/contract'
import { createTokenSource } from '@mcp-registry/testkit/start-registry'
import { createNames } from '../data/names.js'
import { createRandom } from '../data/random.js'

export interface Publisher {
  /** The keys of the versions that were sent, whether or not they have been published yet. */
  readonly sent: ReadonlySet<string>
  stop(): Promise<void>
}

/** Publishes at a constant rate, alternating between new servers and new versions of existing servers. */
export function startPublisher(url: string, entries: readonly ServerResponse[], perSecond: number): Publisher {
  const token = createTokenSource()
  const nextName = createNames(createRandom(Date.now()))
  const sent = new Set<string>()
  const pending: Promise<void>[] = []
  let isStopped = false
  const publish = async (nth: number) => {
    const known = entries[nth % entries.length]?.server.name
    const name = nth % 2 === 0 && known !== undefined ? known : `${nextName().name}-${nth}`
    const version = `99.0.${nth}`
    sent.add(`${name} ${version}`)
    const document = { $schema: toSchemaUrl(CURRENT_SCHEMA_DATE), name, version, description: 'Published while others walk.' }
    const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/v0.1/publish`, { method: 'POST', headers, body: JSON.stringify(document) })
    if (!response.ok) throw new Error(`A publication was refused: ${await response.text()}`)
  }
  const running = (async () => {
    for (let nth = 0; !isStopped; nth++) {
      pending.push(publish(nth))
      await setTimeout(1000 / perSecond)
    }
  })()
  return {
    sent,
    async stop() {
      isStopped = true
      await running
      await Promise.all(pending)
    },
  }
}
