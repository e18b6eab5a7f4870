import { once } from 'node:events'
import { createServer } from 'node:net'
import { hasCode } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'
import type { Address } from './config/listen-config.js'

/** Starts listening, on all interfaces if the address has no host. Returns the port, which the system chooses if it is 0. */
export async function listen(app: FastifyInstance, { host, port }: Address): Promise<number> {
  await bind(host, (address) => app.listen({ port, host: address }))
  const bound = app.server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : port
}

/** Rejects if the port is not available, with the error of `listen`. Called before slow work such as opening and filling a database. */
export async function requireFreePort({ host, port }: Address): Promise<void> {
  if (port === 0) return
  await bind(host, async (address) => {
    const server = createServer().listen({ port, host: address })
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
  })
}

async function bind(host: string | undefined, listenAt: (host: string) => Promise<unknown>): Promise<void> {
  try {
    await listenAt(host ?? '::')
  } catch (error) {
    if (host !== undefined || !hasCode(error, 'EAFNOSUPPORT', 'EADDRNOTAVAIL')) throw error
    await listenAt('0.0.0.0')
  }
}
