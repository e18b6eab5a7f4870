import { listJsonDifferences } from '@mcp-registry/contract'

/** The paths at which two JSON values differ, such as `packages[0].version`; at most `limit` of them. Key order is ignored. */
export function listDifferences(a: unknown, b: unknown, limit = 20): string[] {
  return listJsonDifferences(a, b, limit).map(({ path }) => path)
}

export function isSameJson(a: unknown, b: unknown): boolean {
  return listJsonDifferences(a, b, 1).length === 0
}
