/** Larger than nearly every page of a list, at three bytes per UTF-16 code unit. */
const BLOCK_BYTES = 512 * 1024
const MAX_FREE = 64
// Smaller content is cheaper to copy than to track.
const MIN_POOLED_BYTES = 16 * 1024

const free: Buffer[] = []
const inUse = new WeakSet<ArrayBufferLike>()

/**
 * Calls `write` with a buffer of at least `maxBytes` and returns the part that it reports as written. The caller releases it for reuse.
 * Pages are allocated outside the heap: a new allocation for each would trigger full garbage collections several times a second. Buffers
 * that are never released are garbage-collected as usual.
 */
export function fillBuffer(maxBytes: number, write: (memory: Buffer) => number): Buffer {
  if (maxBytes > BLOCK_BYTES) return Buffer.from(fillNew(maxBytes, write))
  const block = free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)
  const written = block.subarray(0, write(block))
  if (written.length >= MIN_POOLED_BYTES) {
    inUse.add(block.buffer)
    return written
  }
  const copy = Buffer.from(written)
  free.push(block)
  return copy
}

/**
 * Returns a buffer to the pool; its bytes must not be read afterwards. A buffer that is not from the pool, or was already released, is
 * ignored.
 */
export function releaseBuffer(bytes: Buffer): void {
  if (!inUse.delete(bytes.buffer) || free.length >= MAX_FREE) return
  free.push(Buffer.from(bytes.buffer))
}

function fillNew(maxBytes: number, write: (memory: Buffer) => number): Buffer {
  const memory = Buffer.allocUnsafeSlow(maxBytes)
  return memory.subarray(0, write(memory))
}
