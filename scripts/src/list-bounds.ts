// Prints every collection with its limit, every event emitter with its error handler, and every regular expression with its input, as
// Markdown: node scripts/dist/list-bounds.js
import { listBounds } from './bounds/list-bounds.js'

const { collections, emitters, regExps, faults } = listBounds()
const toPlace = ({ file, line }: { readonly file: string; readonly line: number }) => `${file}:${line}`

printTable(
  'Collections',
  ['where', 'name', 'type', 'limit', 'enforced by'],
  collections.map(({ name, type, lifetime, bound, ...place }) => {
    const cells = [toPlace(place), name, type]
    if (lifetime !== 'kept') return [...cells, lifetime, '']
    return [...cells, bound?.limit ?? 'not listed', bound === undefined ? '' : 'by' in bound ? `\`${bound.by}\`` : bound.because]
  }),
)
printTable(
  'Event emitters',
  ['where', 'name', 'created by', 'errors are handled by', 'at'],
  emitters.map(({ name, creator, handler, place, ...where }) => [
    toPlace(where),
    name,
    creator,
    handler?.by ?? 'not listed',
    place,
  ]),
)
printTable(
  'Regular expressions',
  ['where', 'expression', 'applied to', 'limit'],
  regExps.map(({ pattern, flags, input, limit, ...place }) => [toPlace(place), `\`/${pattern}/${flags}\``, input, limit]),
)
for (const fault of faults) console.error(fault)

function printTable(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const print = (cells: readonly string[]) => console.log(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  console.log(`## ${title}\n`)
  print(heads)
  print(heads.map(() => '---'))
  rows.forEach(print)
  console.log()
}
