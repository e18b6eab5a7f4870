import { trimTrailingSlashes } from '@mcp-registry/contract'

/** Whether a relative path matches a pattern of a workspace: `*` stands for any text within a folder name, `**` for any folders. */
export function matchesPattern(path: string, pattern: string): boolean {
  const clean = trimTrailingSlashes(pattern.replace(/^\.\//, ''))
  // Repeated `**` mean the same as one, and would multiply the work.
  const segments = clean.split('/').filter((segment, index, all) => segment !== '**' || all[index - 1] !== '**')
  return matchesSegments(path.split('/'), segments)
}

function matchesSegments(path: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return path.length === 0
  if (first === '**') return path.some((_, index) => matchesSegments(path.slice(index), rest)) || matchesSegments([], rest)
  const [folder, ...below] = path
  return folder !== undefined && matchesSegment(folder, first) && matchesSegments(below, rest)
}

function matchesSegment(folder: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [start = '', ...others] = parts
  const end = others.pop()
  if (end === undefined) return folder === pattern
  if (!folder.startsWith(start)) return false
  let at = start.length
  for (const part of others) {
    const found = folder.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return folder.length - end.length >= at && folder.endsWith(end)
}
