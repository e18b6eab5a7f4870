/** Limits of one server, that is, of the versions under one spelling of a name. */
export interface ServerLimits {
  readonly maxVersionsPerServer: number
  /** Total size of the documents of all versions, deleted ones included. Imports count `_meta` as well, since an upstream fills it. */
  readonly maxBytesPerServer: number
}

/** The default limits. They bound the response that lists all versions of a server, and the work to find the latest one. */
export const SERVER_LIMITS: ServerLimits = { maxVersionsPerServer: 10_000, maxBytesPerServer: 64 * 1024 * 1024 }

export function withDefaultLimits({
  maxVersionsPerServer = SERVER_LIMITS.maxVersionsPerServer,
  maxBytesPerServer = SERVER_LIMITS.maxBytesPerServer,
}: Partial<ServerLimits>): ServerLimits {
  return { maxVersionsPerServer, maxBytesPerServer }
}
