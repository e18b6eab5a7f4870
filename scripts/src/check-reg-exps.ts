// Finds regular expressions whose run time is superlinear: node scripts/dist/check-reg-exps.js [--list]
import { check } from 'recheck'
import { listSources } from './bounds/list-sources.js'
import { parseSource } from './bounds/parse-source.js'
import { BOUNDED } from './bounds/reg-exps.js'
import { type FoundRegExp, listRegExps } from './bounds/list-reg-exps.js'

// The search for attack strings is random; a fixed seed makes it reproducible.
const PARAMETERS = { timeout: 60_000, randomSeed: 1 }

const found = listSources().flatMap(({ file, text }) => listRegExps(parseSource(file, text)))
const faults: string[] = []
const verdicts = new Map<string, Promise<string>>()

for (const regExp of found) {
  const verdict = await judge(regExp)
  if (process.argv.includes('--list'))
    console.log(`${regExp.file}:${regExp.line}\t/${regExp.pattern}/${regExp.flags}\t${verdict}`)
}
for (const fault of faults) console.error(fault)
console.error(`${found.length} regular expressions checked, ${faults.length} faults.`)
// The checker leaves a child process running, which would keep this one alive.
process.exit(faults.length > 0 ? 1 : 0)

async function judge(regExp: FoundRegExp): Promise<string> {
  const { file, line, pattern, flags, isDynamic } = regExp
  const bounded = BOUNDED.find((entry) => entry.file === file && entry.pattern === pattern)
  if (bounded) return bounded.bound
  if (isDynamic) {
    faults.push(`${file}:${line} puts a regular expression together from ${pattern}, which cannot be checked. Use a literal.`)
    return 'not checked'
  }
  const key = `/${pattern}/${flags}`
  const verdict = await (verdicts.get(key) ?? remember(key, pattern, flags))
  if (verdict !== 'linear') faults.push(`${file}:${line} ${key} is ${verdict}. Make it linear.`)
  return verdict
}

function remember(key: string, pattern: string, flags: string): Promise<string> {
  const verdict = check(pattern, flags, PARAMETERS).then((diagnostics) => {
    if (diagnostics.status === 'safe') return 'linear'
    if (diagnostics.status === 'unknown') return `not understood by the checker (${diagnostics.error.kind})`
    return `${diagnostics.complexity.summary}, for example for ${diagnostics.attack.pattern}`
  })
  verdicts.set(key, verdict)
  return verdict
}
