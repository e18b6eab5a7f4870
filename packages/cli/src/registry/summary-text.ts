import type { ImportNotice, ImportSummary } from '@mcp-registry/server'
import type { Paint } from '@mcp-registry/publisher/command-line'
import { toCount } from './import-with-progress.js'

const SHOWN_WARNINGS = 10

/** The outcome of an import for humans: a line of counts, the rejected entries, and some of the warnings. */
export function toSummaryText(summary: ImportSummary, paint: Paint): string {
  const { added, updated, unchanged, kept, warned, warnings, refused, refusals, remarks, fault } = summary
  const counts = [
    { count: added, text: 'added' },
    { count: updated, text: 'updated' },
    { count: unchanged, text: 'unchanged' },
    { count: kept, text: 'kept because they are newer here' },
    { count: refused, text: 'refused' },
  ]
  const said = counts.filter(({ count }) => count > 0).map(({ count, text }) => `${toCount(count)} ${text}`)
  const shown = warnings.slice(0, SHOWN_WARNINGS)
  const unseen = warned - shown.length
  return [
    `Imported: ${said.length > 0 ? said.join(', ') : fault === undefined ? 'nothing, the source is empty' : 'nothing'}.`,
    ...(warned > 0 ? [paint('yellow', `${toCount(warned)} went in with a warning:`), ...shown.map(toLine)] : []),
    ...(unseen > 0 ? [`  and ${toCount(unseen)} more; --json lists up to a thousand.`] : []),
    ...(refused > 0 ? [paint('red', `${toCount(refused)} refused:`), ...refusals.map(toLine)] : []),
    ...(refused > refusals.length ? [`  and ${toCount(refused - refusals.length)} more.`] : []),
    ...remarks.map((remark) => `${paint('yellow', 'note:')} ${remark}`),
    ...(fault === undefined ? [] : [`${paint('red', 'error:')} ${fault}`]),
  ].join('\n')
}

/** Whether every entry of the source was imported. */
export function isComplete({ refused, fault }: ImportSummary): boolean {
  return refused === 0 && fault === undefined
}

function toLine({ position, name, version, reason }: ImportNotice): string {
  const what = name === undefined ? '' : ` ${name}${version === undefined ? '' : ` ${version}`}`
  return `  ${position}${what}: ${reason}`
}
