const FAULTS = {
  throw: `throw new Error('injected')`,
  reject: `Promise.reject(new Error('injected'))`,
} as const

/** Environment variables that make a Node process, and each that it forks, fail in a place where nothing handles it, on a signal. */
export function faultOn(signal: NodeJS.Signals, kind: keyof typeof FAULTS): Readonly<Record<string, string>> {
  const program = `process.on('${signal}', () => { ${FAULTS[kind]} })`
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(program)}` }
}
