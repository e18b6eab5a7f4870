import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * When the app stops, closes the connections on which nothing has been received. Browsers and connection pools open some in advance, and
 * Node counts them as busy: each of them would keep the app open until its client goes away.
 */
export function closeUnusedConnections(app: FastifyInstance): void {
  const open = new Set<Socket>()
  let isClosing = false
  app.server.on('connection', (socket: Socket) => {
    if (isClosing) return socket.destroy()
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  app.addHook('preClose', (done) => {
    isClosing = true
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
    done()
  })
}
