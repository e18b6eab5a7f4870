export const KINDS = ['cached read', 'uncached read', 'publish'] as const
export type Kind = (typeof KINDS)[number]

export interface Answer {
  readonly kind: Kind
  /** When the request was sent, in milliseconds since the start. */
  readonly atMs: number
  readonly tookMs: number
  /** The HTTP status, or 0 if there was no response. */
  readonly status: number
  readonly isMarkedStale: boolean
}

export interface Ledger {
  readonly answers: readonly Answer[]
  add(answer: Omit<Answer, 'atMs' | 'tookMs'>, sentAtMs: number): void
  /** Milliseconds since the start. */
  now(): number
  /** Records an event and returns its time. */
  note(text: string): number
  /** The events second by second, as a Markdown table. */
  toTable(): string
}

export function createLedger(): Ledger {
  const startedAt = performance.now()
  const answers: Answer[] = []
  const notes: { text: string; atMs: number }[] = []
  const now = () => performance.now() - startedAt
  return {
    answers,
    now,
    add: (answer, atMs) => void answers.push({ ...answer, atMs, tookMs: now() - atMs }),
    note(text) {
      const atMs = now()
      notes.push({ text, atMs })
      return atMs
    },
    toTable: () => toTable(answers, notes, Math.ceil(now() / 1000)),
  }
}

function toTable(answers: readonly Answer[], notes: readonly { text: string; atMs: number }[], seconds: number): string {
  const header = [
    `| second | ${KINDS.map((kind) => `${toPlural(kind)} | worst ms`).join(' | ')} | |`,
    `| ---: |${KINDS.map(() => ' --- | ---: |').join('')} --- |`,
  ]
  const rows = Array.from({ length: seconds }, (_, second) => {
    const isNow = ({ atMs }: { atMs: number }) => Math.floor(atMs / 1000) === second
    const sent = answers.filter(isNow)
    const cells = KINDS.map((kind) => toCells(sent.filter((answer) => answer.kind === kind)))
    const said = notes.filter(isNow).map(({ text, atMs }) => `${text} (${(atMs / 1000).toFixed(1)} s)`)
    return `| ${second} | ${cells.join(' | ')} | ${said.join(', ')} |`
  })
  return [...header, ...rows].join('\n')
}

function toCells(answers: readonly Answer[]): string {
  const counts = new Map<string, number>()
  for (const { status, isMarkedStale } of answers) {
    const label = status === 0 ? 'no answer' : `${status}${isMarkedStale ? ' stale' : ''}`
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, count]) => `${label} × ${count}`)
  return `${parts.join(', ')} | ${Math.round(Math.max(0, ...answers.map(({ tookMs }) => tookMs)))}`
}

function toPlural(kind: Kind): string {
  return kind.endsWith('h') ? `${kind}es` : `${kind}s`
}
