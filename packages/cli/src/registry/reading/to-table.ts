import stringWidth from 'string-width'
import { type Output, toSafeLine } from '@mcp-registry/publisher/command-line'

const GAP = '  '
const NARROWEST = 8
/** The last column shrinks to this width before the others, whose values users copy. */
const LAST = 24

/**
 * Formats a table with headings and sanitises its cells for a terminal. If the width is known, columns are truncated to fit: first the last
 * column, then the widest.
 */
export function toTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { stdout, paint }: Pick<Output, 'stdout' | 'paint'>,
): string {
  const cells = [headings, ...rows].map((row) => row.map(toSafeLine))
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))))
  const available = stdout.isTTY === true ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY
  shrink(widths, available - GAP.length * (widths.length - 1))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => fit(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
  return lines.map((line, index) => (index === 0 ? paint.stdout('bold', line) : line)).join('\n')
}

function shrink(widths: number[], available: number): void {
  for (;;) {
    const total = widths.reduce((sum, width) => sum + width, 0)
    const widest = Math.max(...widths)
    if (total <= available || widest <= NARROWEST) return
    const last = widths.at(-1) ?? 0
    if (last > LAST) widths[widths.length - 1] = last - 1
    else widths[widths.indexOf(widest)] = widest - 1
  }
}

/** Truncates or pads a string to a display width; wide characters take two columns. */
function fit(text: string, width: number): string {
  const missing = width - stringWidth(text)
  if (missing >= 0) return text + ' '.repeat(missing)
  let kept = ''
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…${' '.repeat(width - 1 - stringWidth(kept))}`
}
