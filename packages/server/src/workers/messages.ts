/** What a worker may ask of all others: to catch up with a commit, or for its metrics. */
export type Question = 'catch-up' | 'metrics'

/** How often something was counted in the present window, and how many milliseconds are left of it. */
export interface RequestCount {
  readonly current: number
  readonly ttl: number
}

/** What a worker sends to the primary. An `id` comes back with what it asks for; `uncaught` is to be counted. */
export type WorkerMessage =
  | { readonly type: 'ask'; readonly id: number; readonly question: Question; readonly timeoutMs: number }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'count'; readonly id: number; readonly key: string; readonly windowMs: number }
  | { readonly type: 'uncaught' }

/** What the primary sends to a worker. */
export type PrimaryMessage =
  | { readonly type: 'question'; readonly id: number; readonly question: Question }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
