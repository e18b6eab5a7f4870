import { expect, test } from 'vitest'
import { createTurns, MAX_WAITING } from '../../src/store/turns.js'

test('a request is refused at once when too many wait for a connection, and those that wait are served', async () => {
  const turns = createTurns(1, 60_000)
  const release = await turns.take()
  const waiting = Array.from({ length: MAX_WAITING }, () => turns.take().then((proceed) => proceed()))
  await expect(turns.take()).rejects.toMatchObject({ code: 'database-unavailable' })
  release()
  await Promise.all(waiting)
  expect(await turns.take()).toBeTypeOf('function')
})
