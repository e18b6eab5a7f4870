/** One request, as the load generator sends it. */
export interface LoadRequest {
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly body?: string
}

/** What the load process is told to do. */
export interface LoadOrder {
  readonly url: string
  readonly requests: readonly LoadRequest[]
  readonly connections: number
  readonly seconds: number
  readonly headers?: Readonly<Record<string, string>>
}

/** How it went. */
export interface LoadResult {
  readonly requestsPerSecond: number
  readonly bytesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failures: number
  /** Of one core, 0 to 1 and more. */
  readonly generatorCpu: number
}
