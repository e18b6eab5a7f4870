/**
 * The code of an error as Node.js, its libraries and databases set it: `ENOENT`, `ERR_MODULE_NOT_FOUND`, `23505`. Undefined for anything
 * that is not an error, and for an error without such a code.
 *
 * @example
 * ```ts
 * import { findCode } from '@mcp-registry/contract'
 *
 * console.log(findCode(Object.assign(new Error('no such file'), { code: 'ENOENT' })))
 * ```
 */
export function findCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * Whether {@link findCode} finds one of these codes.
 *
 * @example
 * ```ts
 * import { hasCode } from '@mcp-registry/contract'
 *
 * console.log(hasCode(Object.assign(new Error('no such file'), { code: 'ENOENT' }), 'ENOENT', 'ENOTDIR'))
 * ```
 */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = findCode(error)
  return code !== undefined && codes.includes(code)
}
