import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Kysely } from 'kysely'
import { joinEntries, type JoinedEntries } from '../entries/join-entries.js'
import type { Clock } from '../clock.js'
import { type ChangePosition, readClock } from '../store/change-clock.js'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'

/** The whole registry as of one change: a gzip file with one entry per line, in byte order of name and version. */
export interface ExportFile extends ChangePosition {
  readonly folder: string
  readonly name: string
  readonly bytes: number
  /** SHA-256 of the file, base64url. */
  readonly digest: string
}

interface Made extends ExportFile {
  readonly madeAtMs: number
}

const MAX_AGE_MS = 60_000
// Large chunks, since each chunk to compress makes a round trip to another thread.
const CHUNK_BYTES = 128 * 1024
// The newest file, and one from an earlier process or that is still being downloaded. Each is at most as large as the registry.
const KEPT = 2
// Earlier releases wrote names without an epoch.
const FILE_NAME = /^registry-\d+-(?:[0-9a-f]+-)?\d+\.ndjson\.gz$/

/** Creates exports and keeps the newest, so that any number of clients causes at most one scan of the registry per minute. */
export class ExportFiles {
  readonly #services: { readonly store: Store; readonly clock: Clock }
  readonly #folder: string
  #made: Made | undefined
  #making: Promise<Made> | undefined

  constructor(services: { readonly store: Store; readonly clock: Clock }, folder: string) {
    this.#services = services
    this.#folder = folder
  }

  /** An export that was current at most a minute ago, or the last one while the database is unavailable. */
  async get(last: ChangePosition | undefined): Promise<ExportFile> {
    // An export made before the database was rolled back does not match its contents.
    const made = last === undefined || this.#made?.epoch === last.epoch ? this.#made : undefined
    const isFresh = made && (made.number === last?.number || this.#services.clock.now().getTime() - made.madeAtMs < MAX_AGE_MS)
    if (isFresh) return made
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return made === undefined ? this.#making : this.#making.catch(() => made)
  }

  /** Stops serving a file that is no longer on disk. */
  forget(file: ExportFile): void {
    if (this.#made === file) this.#made = undefined
  }

  async #make(): Promise<Made> {
    await mkdir(this.#folder, { recursive: true })
    const { store, clock } = this.#services
    const temporary = join(this.#folder, `${process.pid}.partial`)
    const { pass, read } = openSummary()
    const { epoch, number } = await readSnapshot(store, async (db) => {
      const last = await readClock(db)
      // Level 1 of gzip is four times as fast as the default and produces a tenth more bytes.
      const gzip = createGzip({ level: 1, chunkSize: CHUNK_BYTES })
      await pipeline(Readable.from(listLines(db)), gzip, pass, createWriteStream(temporary))
      return last
    })
    const name = `registry-${number}-${epoch}-${process.pid}.ndjson.gz`
    await rename(temporary, join(this.#folder, name))
    this.#made = { folder: this.#folder, name, epoch, number, ...read(), madeAtMs: clock.now().getTime() }
    await removeOthers(this.#folder, name)
    return this.#made
  }
}

/** Counts and hashes the bytes that pass through. */
function openSummary() {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    async *pass(this: void, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    read: () => ({ bytes, digest: hash.digest('base64url') }),
  }
}

function readSnapshot<T>({ db }: Store, read: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
}

/** All entries, many lines per chunk. The next chunk is read while the current one is compressed. */
async function* listLines(db: Kysely<Database>): AsyncGenerator<string, void, undefined> {
  let next: Promise<JoinedEntries> | undefined = joinEntries(db, '\n')
  while (next) {
    const { text, end }: JoinedEntries = await next
    next = end && joinEntries(db, '\n', end)
    // Rejections surface at the next `await`.
    next?.catch(() => {})
    if (text !== '') yield `${text}\n`
  }
}

// The new file is kept even if another one has the same or a higher number. Another process may have used that number, or used a higher one
// before the database was rolled back.
async function removeOthers(folder: string, made: string): Promise<void> {
  const others = (await readdir(folder)).filter((name) => FILE_NAME.test(name) && name !== made)
  others.sort((a, b) => toNumber(b) - toNumber(a))
  await Promise.all(others.slice(KEPT - 1).map((name) => rm(join(folder, name), { force: true })))
}

function toNumber(name: string): number {
  return Number(name.split('-')[1])
}
