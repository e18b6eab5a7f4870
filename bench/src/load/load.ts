/** A request of the load generator. */
export interface LoadRequest {
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly body?: string
}

/** The order for the load process. */
export interface LoadOrder {
  readonly url: string
  readonly requests: readonly LoadRequest[]
  readonly connections: number
  readonly seconds: number
  readonly headers?: Readonly<Record<string, string>>
}

/** The result of an order. */
export interface LoadResult {
  readonly requestsPerSecond: number
  readonly bytesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failures: number
  /** The CPU usage as a fraction of one core; may exceed 1. */
  readonly generatorCpu: number
}
