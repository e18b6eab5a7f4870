import { expect, test } from 'vitest'
import { createSemaphore, MAX_WAITING } from '../../src/store/semaphore.js'

test('a request is refused at once when too many wait for a connection, and those that wait are served', async () => {
  const semaphore = createSemaphore(1, 60_000)
  const release = await semaphore.acquire()
  const waiting = Array.from({ length: MAX_WAITING }, () => semaphore.acquire().then((proceed) => proceed()))
  await expect(semaphore.acquire()).rejects.toMatchObject({ code: 'database-unavailable' })
  release()
  await Promise.all(waiting)
  expect(await semaphore.acquire()).toBeTypeOf('function')
})
