/** What a worker can ask of all others: to catch up with a commit, or to return their metrics. */
export type Question = 'catch-up' | 'metrics'

/** The count in the current window, and the milliseconds left in it. */
export interface RequestCount {
  readonly current: number
  readonly ttl: number
}

/** Messages from a worker to the primary. The `id` is returned with the result. `uncaught` reports an error to be counted. */
export type WorkerMessage =
  | { readonly type: 'ask'; readonly id: number; readonly question: Question; readonly timeoutMs: number }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'count'; readonly id: number; readonly key: string; readonly windowMs: number }
  | { readonly type: 'uncaught' }

/** Messages from the primary to a worker. */
export type PrimaryMessage =
  | { readonly type: 'question'; readonly id: number; readonly question: Question }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
