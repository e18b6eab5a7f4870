/** An LRU cache of responses by ETag, so that unchanged responses are not transferred again. */
export interface EtagCache {
  find(key: string): CachedAnswer | undefined
  keep(key: string, answer: CachedAnswer): void
}

export interface CachedAnswer {
  readonly etag: string
  readonly body: string
}

export function openEtagCache(maxEntries: number): EtagCache {
  // A Map iterates in insertion order, so the first key is the least recently used.
  const answers = new Map<string, CachedAnswer>()
  const keep: EtagCache['keep'] = (key, answer) => {
    answers.delete(key)
    answers.set(key, answer)
    const oldest = answers.keys().next()
    if (answers.size > maxEntries && oldest.done !== true) answers.delete(oldest.value)
  }
  return {
    find(key) {
      const answer = answers.get(key)
      if (answer !== undefined) keep(key, answer)
      return answer
    },
    keep,
  }
}
