/** Joins the chunks of a stream into lines, without their ends. Takes linear time, however long the lines and short the chunks are. */
export function openLineSplitter(): { push(chunk: Uint8Array): readonly string[] } {
  const decoder = new TextDecoder()
  let parts: string[] = []
  return {
    push(chunk) {
      const pieces = decoder.decode(chunk, { stream: true }).split('\n')
      const last = pieces.pop() ?? ''
      if (pieces.length === 0) {
        parts.push(last)
        return []
      }
      const lines = pieces.map((piece, index) => (index === 0 ? [...parts, piece].join('') : piece))
      parts = [last]
      return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    },
  }
}
