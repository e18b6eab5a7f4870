import type { Row } from '../row.js'

const WIDTH = 860
const PANEL_HEIGHT = 210
const TOP = 34
const BOTTOM = 40
const LEFT = 64
const RIGHT = 330
const PLOT_WIDTH = WIDTH - LEFT - RIGHT
const LABEL_GAP = 13
const DECADES = [0.01, 0.1, 1, 10, 100, 1_000, 10_000]
// Distinguishable on light and dark backgrounds, and by readers with red-green colour blindness.
const COLOURS = ['#3b7dd8', '#d9822b', '#2a9d8f', '#b5507a', '#8a6fd1', '#7a8b99', '#a38a2e', '#4fa3c7', '#c0605a']

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600; font-size: 13px }
  .grid { stroke: #8884; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } }`

const GROUPS = [
  { title: 'pages, details, publications', has: (what: string) => !what.includes('search') },
  { title: 'searches', has: (what: string) => what.includes('search') },
]

/** The cost of a request in milliseconds by number of versions: panels for each engine, both axes logarithmic. */
export function toGrowthSvg(rows: readonly Row[]): string {
  const costs = rows.filter((row) => row.costMs !== undefined && row.part !== 'import' && row.part !== 'export')
  const engines = [...new Set(costs.map(({ engine }) => engine))]
  const panels = engines
    .flatMap((engine) =>
      GROUPS.map(({ title, has }) => ({
        title: `${engine}: ${title}, cost of one`,
        rows: costs.filter((row) => row.engine === engine && has(row.what)),
      })),
    )
    .filter((panel) => panel.rows.length > 0)
  const drawn = panels.map(
    (panel, nth) => `<g transform="translate(0 ${nth * (PANEL_HEIGHT + TOP + BOTTOM)})">${toPanel(panel.title, panel.rows)}</g>`,
  )
  const height = panels.length * (PANEL_HEIGHT + TOP + BOTTOM)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="What a request costs at growing numbers of versions">
<style>${STYLE}</style>
${drawn.join('\n')}
</svg>
`
}

function toPanel(title: string, rows: readonly Row[]): string {
  const sizes = [...new Set(rows.map(({ versions }) => versions))].sort((a, b) => a - b)
  const values = rows.map(({ costMs }) => costMs ?? 1)
  const low = DECADES.findLast((decade) => decade <= Math.min(...values)) ?? 0.01
  const high = DECADES.find((decade) => decade >= Math.max(...values)) ?? 10_000
  const y = (value: number) => round(TOP + PANEL_HEIGHT * (1 - Math.log(value / low) / Math.log(high / low)))
  const [first = 1, last = 10] = [sizes[0], sizes.at(-1)]
  const x = (size: number) => round(LEFT + (PLOT_WIDTH * Math.log(size / first)) / Math.log(last / first || 1) || LEFT)
  const decades = DECADES.filter((decade) => decade >= low && decade <= high)
  const grid = [
    ...decades.map((value) => toGridLine(LEFT, y(value), LEFT + PLOT_WIDTH, y(value))),
    ...decades.map((value) => `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${value} ms</text>`),
    ...sizes.map((size) => toGridLine(x(size), TOP, x(size), TOP + PANEL_HEIGHT)),
    // The last label is right-aligned, since the line names start there.
    ...sizes.map(
      (size) =>
        `<text x="${x(size)}" y="${TOP + PANEL_HEIGHT + 18}" text-anchor="${size === last ? 'end' : 'middle'}">${size.toLocaleString('en')}</text>`,
    ),
    `<text x="${LEFT + PLOT_WIDTH / 2}" y="${TOP + PANEL_HEIGHT + 35}" text-anchor="middle">versions in the registry</text>`,
  ]
  const kinds = [...new Set(rows.map(({ what }) => what))].map((what, nth) => {
    const points = rows.filter((row) => row.what === what).sort((a, b) => a.versions - b.versions)
    return {
      label: what
        .replace(/: p99$/, '')
        .replace(/^search, /, '')
        .replace(/^ranked search/, 'ranked'),
      colour: COLOURS[nth % COLOURS.length] ?? '',
      points,
    }
  })
  const lines = kinds.map(({ colour, points }) => {
    const places = points.map(({ versions, costMs = 1 }) => `${x(versions)},${y(costMs)}`)
    const dots = places
      .map((place) => place.split(','))
      .map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`)
    return `<polyline class="line" stroke="${colour}" points="${places.join(' ')}"/>${dots.join('')}`
  })
  const ends = kinds.map(({ label, colour, points }) => ({
    label,
    colour,
    at: y(points.at(-1)?.costMs ?? 1),
    from: x(points.at(-1)?.versions ?? 1),
  }))
  return [`<text class="title" x="${LEFT}" y="18">${title}</text>`, ...grid, ...lines, ...toLabels(ends)].join('\n')
}

interface LineEnd {
  readonly label: string
  readonly colour: string
  readonly at: number
  readonly from: number
}

/** The names of the lines beside their ends, moved apart to avoid overlaps. */
function toLabels(ends: readonly LineEnd[]): string[] {
  const sorted = [...ends].sort((a, b) => a.at - b.at)
  const height = (sorted.length - 1) * LABEL_GAP
  const start = Math.min(sorted[0]?.at ?? 0, TOP + PANEL_HEIGHT + BOTTOM / 2 - height)
  let next = start
  return sorted.map(({ label, colour, at, from }, nth) => {
    const highest = TOP + PANEL_HEIGHT + BOTTOM / 2 - (sorted.length - 1 - nth) * LABEL_GAP
    const place = Math.min(Math.max(at, next), highest)
    next = place + LABEL_GAP
    const left = LEFT + PLOT_WIDTH
    return `<path d="M${from + 5} ${at}L${left + 16} ${place}" stroke="${colour}" fill="none"/><text x="${left + 20}" y="${round(place + 4)}" style="fill:${colour}">${label}</text>`
  })
}

function toGridLine(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
