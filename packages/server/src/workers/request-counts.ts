import { LRUCache } from 'lru-cache'
import type { RequestCount } from './messages.js'

interface Window {
  count: number
  readonly endsAtMs: number
}

const MAX_CLIENTS = 50_000

/** Counts by key in fixed time windows. The least recently used keys are evicted first. */
export class RequestCounts {
  readonly #windows = new LRUCache<string, Window>({ max: MAX_CLIENTS })

  count(key: string, windowMs: number, nowMs: number): RequestCount {
    const found = this.#windows.get(key)
    const window = found !== undefined && found.endsAtMs > nowMs ? found : { count: 0, endsAtMs: nowMs + windowMs }
    window.count++
    if (window !== found) this.#windows.set(key, window)
    return { current: window.count, ttl: window.endsAtMs - nowMs }
  }
}
