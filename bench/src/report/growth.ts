import { type EngineName, type Row } from '../row.js'
import { findTarget } from '../targets.js'

const LIST = 'list of 100, not cached, random cursor'
const SMALLEST = 10_000

/** The cost of a page at each size, relative to the cost at the smallest size. */
export function listGrowth(rows: readonly Row[]): Row[] {
  const pages = rows.filter(({ what, costMs }) => what === LIST && costMs !== undefined)
  return pages.flatMap((row) => {
    const first = pages.find(({ engine, versions }) => engine === row.engine && versions === SMALLEST)
    if (first === undefined || row === first) return []
    const ratio = (row.costMs ?? 0) / (first.costMs ?? 0)
    return [toGrowthRow(row.engine, row.versions, ratio)]
  })
}

function toGrowthRow(engine: EngineName, versions: number, ratio: number): Row {
  const target = findTarget('list of 100, not cached, growth from 10,000', engine)
  const value = { median: ratio, low: ratio, high: ratio }
  return {
    part: 'uncached',
    engine,
    versions,
    what: 'list of 100, not cached: cost beside 10,000 versions',
    unit: '×',
    value,
    ...(target && { target }),
  }
}
