/** The fields of a `--cpu-prof` file that are used here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  /** Microseconds since the previous sample. */
  readonly timeDeltas: readonly number[]
}

/** Milliseconds since the start of the process. */
export interface ProfilePart {
  readonly fromMs: number
  readonly toMs: number
}

const SHOWN = 20
const IDLE = new Set(['(idle)', '(root)'])

/** The functions and modules with the most self time, as shares of the non-idle time. */
export function toProfileTable({ nodes, samples, timeDeltas }: CpuProfile, { fromMs, toMs }: ProfilePart): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const byFunction = new Map<string, number>()
  const byModule = new Map<string, number>()
  let busy = 0
  let at = 0
  samples.forEach((id, nth) => {
    const frame = frames.get(id)
    const micros = timeDeltas[nth] ?? 0
    at += micros
    if (at < fromMs * 1000 || at > toMs * 1000) return
    if (frame === undefined || IDLE.has(frame.functionName)) return
    busy += micros
    const module = toModule(frame.url, frame.functionName)
    add(byModule, module, micros)
    add(byFunction, `\`${frame.functionName || '(anonymous)'}\` | ${module}`, micros)
  })
  const toLines = (totals: ReadonlyMap<string, number>) =>
    [...totals]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN)
      .map(([label, micros]) => `| ${((micros / busy) * 100).toFixed(1)} % | ${label} |`)
  return [
    '| share | function | of |',
    '| ---: | --- | --- |',
    ...toLines(byFunction),
    '',
    '| share | module |',
    '| ---: | --- |',
    ...toLines(byModule).slice(0, SHOWN / 2),
  ].join('\n')
}

function add(totals: Map<string, number>, key: string, value: number): void {
  totals.set(key, (totals.get(key) ?? 0) + value)
}

/** The npm package, the source file of this repository, or the Node module. */
function toModule(url: string, functionName: string): string {
  if (url === '') return functionName.startsWith('(') ? 'V8' : 'native code'
  if (url.startsWith('node:')) return url
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  if (installed !== undefined) return installed
  return /\/packages\/(.*)$/.exec(url)?.[1]?.replace('/dist/', '/') ?? url
}
