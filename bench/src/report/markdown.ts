import { meets, type Row } from '../row.js'
import type { Results } from './results.js'

const HEADER = ['| versions | what | measured | rounds | target | |  beside |', '| ---: | --- | ---: | --- | ---: | --- | --- |']

/** Formats the results as tables, one for each engine. */
export function toMarkdown({ measuredAt, machine, how, rows }: Results): string {
  const engines = [...new Set(rows.map(({ engine }) => engine))]
  const tables = engines.map((engine) => {
    const own = rows.filter((row) => row.engine === engine)
    return [`### ${engine}`, '', ...HEADER, ...own.map(toLine)].join('\n')
  })
  return [`Measured ${measuredAt.slice(0, 10)} on ${machine}; ${how}.`, ...tables].join('\n\n')
}

/** A row of such a table. */
export function toLine({ versions, what, unit, value, target, besides }: Row): string {
  const isSpread = value.low !== value.high
  const cells = [
    toNumber(versions),
    what,
    `${toNumber(value.median)} ${unit}`,
    isSpread ? `${toNumber(value.low)} … ${toNumber(value.high)}` : '',
    target === undefined ? '' : `${target.comparison} ${toNumber(target.value)}`,
    target === undefined ? '' : meets(target, value.median) ? 'met' : '**missed**',
    besides ?? '',
  ]
  return `| ${cells.join(' | ')} |`
}

function toNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}
