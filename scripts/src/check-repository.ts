// Checks rules of the repository that no compiler enforces: node scripts/dist/check-repository.js
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Hosts of package registries. The configuration selects the host, so only a few files may name these. */
const PACKAGE_HOSTS = [
  String.raw`registry\.npmjs\.org`,
  String.raw`pypi\.org`,
  String.raw`pythonhosted\.org`,
  String.raw`api\.nuget\.org`,
  String.raw`crates\.io`,
  String.raw`proxy\.golang\.org`,
]
const MAY_NAME_HOSTS = [
  'packages/contract/src/package-base-urls.ts',
  'packages/server/src/ownership/public-registries.ts',
  // Documents in the form that publishers write.
  'fixtures/launch/',
]

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '')
const faults: string[] = []

if (/"resolved": "https?:/.test(readFileSync('package-lock.json', 'utf8')))
  faults.push('package-lock.json ties packages to a download address. Run npm install with the .npmrc of this repository.')

const hosts = new RegExp(`(?<![\\w.-])(?:static\\.)?(?:${PACKAGE_HOSTS.join('|')})`)
for (const file of files) {
  if (file === 'scripts/src/check-repository.ts' || MAY_NAME_HOSTS.some((allowed) => file.startsWith(allowed))) continue
  const line = readFileSync(file, 'latin1')
    .split('\n')
    .findIndex((text) => hosts.test(text))
  if (line >= 0) faults.push(`${file}:${line + 1} names the host of a package registry; take it from ${MAY_NAME_HOSTS[0]}.`)
}

for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
