import { expect, test } from 'vitest'
import { mergeParts } from '../../../src/registry/installing/merge-parts.js'

const toPart = (entry: Record<string, unknown>, prompts: { id: string; description?: string }[] = []) => ({ entry, prompts })

test.each([
  ['the version changes', ['-y', 'a@1'], ['-y', 'a@1'], ['-y', 'a@2'], ['-y', 'a@2']],
  ['the user added arguments', ['-y', 'a@1'], ['-v', '-y', 'a@1', '--mine'], ['-y', 'a@2'], ['-v', '-y', 'a@2', '--mine']],
  ['only the file has a value', ['a@1', '--key', '?'], ['a@1', '--key', 's3'], ['a@2', '--key', '?'], ['a@2', '--key', 's3']],
  ['the new version adds arguments', ['a@1'], ['a@1', '--mine'], ['-q', 'a@2'], ['-q', 'a@2', '--mine']],
  ['an argument is gone', ['a', '--old', 'x', '--b'], ['a', '--old', 'x', '--b', 'y'], ['a', '--b'], ['a', '--b', 'y']],
  ['the user removed one', ['a@1', '--loud'], ['a@1'], ['a@2', '--loud'], ['a@2']],
  ['both changed the same', ['a@1'], ['a@1.5'], ['a@2'], ['a@2']],
  ['nothing changes', ['a@1'], ['other'], ['a@1'], ['other']],
])('arguments, when %s', (_, previous, present, next, merged) => {
  expect(mergeParts(toPart({ args: previous }), toPart({ args: present }), toPart({ args: next })).entry).toEqual({
    args: merged,
  })
})

test('fields and variables of the user stay, those of the earlier version go', () => {
  const previous = toPart({ command: 'npx', env: { A: '1', OLD: '2', KEY: '?' } })
  const present = toPart({ command: 'npx', timeout: 5, env: { A: 'mine', OLD: '2', KEY: 's3', MINE: '3' } })
  const next = toPart({ command: 'npx', env: { A: '1', KEY: '?', NEW: '4' } })
  expect(mergeParts(previous, present, next).entry).toEqual({
    command: 'npx',
    timeout: 5,
    env: { A: 'mine', KEY: 's3', MINE: '3', NEW: '4' },
  })
  expect(mergeParts(toPart({ env: { A: '1' } }), toPart({ env: { A: '1' } }), toPart({})).entry).toEqual({})
})

test('prompts of the new version are added, and texts of the user stay', () => {
  const prompts = mergeParts(
    toPart({}, [{ id: 'a', description: 'A' }, { id: 'old' }]),
    toPart({}, [{ id: 'a', description: 'Mine' }, { id: 'old' }]),
    toPart({}, [{ id: 'a', description: 'A' }, { id: 'new' }]),
  ).prompts
  expect(prompts).toEqual([{ id: 'a', description: 'Mine' }, { id: 'new' }])
})
