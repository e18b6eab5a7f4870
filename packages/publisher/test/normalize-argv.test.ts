import { expect, test } from 'vitest'
import { normalizeArgv } from '../src/normalize-argv.js'
import { toMcpPublisher } from '../src/program.js'

const { commands } = toMcpPublisher()

test.each([
  { given: 'login dns -domain example.com -private-key ab', means: 'login dns --domain example.com --private-key ab' },
  { given: 'login none -registry=http://localhost:8080', means: 'login none --registry=http://localhost:8080' },
  { given: 'login none --registry http://localhost:8080', means: 'login none --registry http://localhost:8080' },
  { given: 'login dns -d example.com -p ab', means: 'login dns -d example.com -p ab' },
  { given: 'status -all-versions -yes -status deleted a/b', means: 'status --all-versions --yes --status deleted a/b' },
  { given: 'status --yes=true --all-versions=false a/b', means: 'status --yes a/b' },
  { given: 'status --message -yes a/b', means: 'status --message -yes a/b' },
  { given: 'publish -dry-run -- -dry-run', means: 'publish --dry-run -- -dry-run' },
  { given: 'publish -unknown', means: 'publish -unknown' },
  { given: '-v', means: '--version' },
  { given: 'version', means: '--version' },
  { given: 'nothing -registry x', means: 'nothing -registry x' },
  { given: 'init -help', means: 'init --help' },
])('$given is read as $means', ({ given, means }) => {
  expect(normalizeArgv(commands, given.split(' ')).join(' ')).toBe(means)
})
