import { open } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { hasCode } from '@mcp-registry/contract'

export interface LockSocket {
  close(): Promise<void>
}

/** `refuses`: the socket file exists, but no process listens on it. `unknown`: the state cannot be determined. */
export type SocketAnswer = 'answers' | 'refuses' | 'unknown'

/**
 * Listens on a Unix socket in the folder until the process ends, for whatever reason. The socket can be reached from every process, network
 * and mount namespace of this kernel, and even a stopped process accepts connections. Undefined if the file system does not support
 * sockets.
 */
export async function listenInFolder(folder: string, name: string): Promise<LockSocket | undefined> {
  const short = await openShortPath(folder)
  if (short === undefined) return undefined
  const server = createServer((client) => void client.on('error', () => {}).destroy())
  try {
    await settle(server, 'listening', () => server.listen(join(short.path, name)))
  } catch {
    await short.close()
    return undefined
  }
  // Probing connections are closed at once. If one cannot be accepted, the kernel has already answered it.
  server.on('error', () => {}).unref()
  return {
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await short.close()
    },
  }
}

/** Checks whether a process listens on the socket. */
export async function askSocket(folder: string, name: string): Promise<SocketAnswer> {
  const short = await openShortPath(folder)
  if (short === undefined) return 'unknown'
  const socket = connect(join(short.path, name))
  try {
    await settle(socket, 'connect', () => {})
    return 'answers'
  } catch (error) {
    // EAGAIN: its queue is full, so there is one.
    if (hasCode(error, 'EAGAIN')) return 'answers'
    return hasCode(error, 'ECONNREFUSED') ? 'refuses' : 'unknown'
  } finally {
    socket.destroy()
    await short.close()
  }
}

// The path of a socket is truncated, without an error, at 108 bytes on Linux and at 104 elsewhere.
const MAX_PATH_BYTES = 100
const MAX_NAME_BYTES = 50

interface ShortPath {
  readonly path: string
  close(): Promise<void>
}

async function openShortPath(folder: string): Promise<ShortPath | undefined> {
  if (process.platform === 'linux') {
    const handle = await open(folder)
    return { path: `/proc/self/fd/${handle.fd}`, close: () => handle.close() }
  }
  const isShort = Buffer.byteLength(folder) + MAX_NAME_BYTES <= MAX_PATH_BYTES
  return isShort ? { path: folder, close: async () => {} } : undefined
}

function settle(emitter: Server | Socket, event: 'listening' | 'connect', start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    emitter.once(event, resolve).once('error', reject)
    start()
  })
}
