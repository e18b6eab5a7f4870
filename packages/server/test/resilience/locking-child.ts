import { createInterface } from 'node:readline'
import { lockDataDir } from '../../src/store/lock-data-dir.js'

// Locks a folder and says so; whatever line comes in has it make sure that it holds the lock still.
const lock = await lockDataDir(process.argv[2] ?? '')
process.stdout.write('locked\n')
for await (const _ of createInterface(process.stdin)) {
  lock.requireHeld()
  process.stdout.write('held\n')
}
await lock.release()
