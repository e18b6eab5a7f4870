import { toCount } from '../import-with-progress.js'

/** `1 version`, `1,200 versions`. */
export function toVersionCount(count: number): string {
  return `${toCount(count)} version${count === 1 ? '' : 's'}`
}
