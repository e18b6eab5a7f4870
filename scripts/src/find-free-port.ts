import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of loopback that nothing listens on at this moment, for a program that cannot pick one by itself. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
