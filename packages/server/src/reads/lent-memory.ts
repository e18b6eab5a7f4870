/** Larger than nearly every page of a list, at three bytes for each unit of its text. */
const BLOCK_BYTES = 512 * 1024
const MAX_FREE = 64
// What is smaller is copied in less time than it is looked after.
const MIN_LENT_BYTES = 16 * 1024

const free: Buffer[] = []
const lent = new WeakSet<ArrayBufferLike>()

/**
 * Has `write` fill memory of so many bytes at most, and returns what it has written, as many bytes as it says. Who is done with that gives
 * it back, for the next one. Pages lie outside of the heap: made anew each time, they would have all garbage collected several times a second,
 * and everyone wait for that. What is never given back is collected like everything else.
 */
export function fillMemory(maxBytes: number, write: (memory: Buffer) => number): Buffer {
  if (maxBytes > BLOCK_BYTES) return Buffer.from(fillNew(maxBytes, write))
  const block = free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)
  const written = block.subarray(0, write(block))
  if (written.length >= MIN_LENT_BYTES) {
    lent.add(block.buffer)
    return written
  }
  const copy = Buffer.from(written)
  free.push(block)
  return copy
}

/** Nobody will look at the bytes again. What was not lent, or was given back already, is left alone. */
export function giveBack(bytes: Buffer): void {
  if (!lent.delete(bytes.buffer) || free.length >= MAX_FREE) return
  free.push(Buffer.from(bytes.buffer))
}

function fillNew(maxBytes: number, write: (memory: Buffer) => number): Buffer {
  const memory = Buffer.allocUnsafeSlow(maxBytes)
  return memory.subarray(0, write(memory))
}
