import { Presets, SingleBar } from 'cli-progress'
import type { Terminal } from './terminal.js'

/** The progress of an operation. `done` and `total` are in any unit; `note` is text, such as "1,000 entries". */
export interface Progress extends Disposable {
  update(done: number, total: number | undefined, note: string): void
}

const silent: Progress = { update: () => {}, [Symbol.dispose]: () => {} }

/** A bar on a terminal; otherwise a line for every completed tenth, or for every 1,000 units if the total is unknown. */
export function openProgress(label: string, stream: Terminal | undefined): Progress {
  if (stream === undefined) return silent
  return stream.isTTY ? openBar(label, stream) : openLines(label, stream)
}

function openBar(label: string, stream: Terminal): Progress {
  const options = { stream, clearOnComplete: true, hideCursor: true, etaBuffer: 100, gracefulExit: false }
  const bar = new SingleBar({ ...options, format: `${label} {bar} {note}` }, Presets.shades_classic)
  let isStarted = false
  return {
    update: (done, total, note) => {
      // Operations that report no progress show no bar.
      if (!isStarted) bar.start(1, 0, { note: '' })
      isStarted = true
      // If the total is unknown, the bar stays empty and only the note changes.
      bar.setTotal(total ?? Math.max(1, done))
      bar.update(total === undefined ? 0 : done, { note })
    },
    [Symbol.dispose]: () => bar.stop(),
  }
}

function openLines(label: string, stream: Terminal): Progress {
  let shown = 0
  return {
    update: (done, total, note) => {
      const step = total === undefined ? Math.floor(done / 1000) : Math.floor((done / Math.max(1, total)) * 10)
      if (step <= shown) return
      shown = step
      stream.write(`${label}: ${note}${total === undefined ? '' : ` (${step * 10}%)`}\n`)
    },
    [Symbol.dispose]: () => {},
  }
}
