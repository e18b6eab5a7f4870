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

/** The whole registry as of one change: gzip of one entry a line, in byte order of name and version. */
export interface ExportFile extends ChangePosition {
  readonly folder: string
  readonly name: string
  readonly bytes: number
  /** Of the bytes of the file. */
  readonly digest: string
}

interface Made extends ExportFile {
  readonly madeAtMs: number
}

const MAX_AGE_MS = 60_000
// Many entries at a time: every piece of what is packed goes to another thread and back.
const CHUNK_BYTES = 128 * 1024
// Files of a process that is gone, or of an export that someone is still downloading, are as small as the registry: two are kept.
const KEPT = 2
// Earlier versions wrote names without an epoch.
const FILE_NAME = /^registry-\d+-(?:[0-9a-f]+-)?\d+\.ndjson\.gz$/

/** Makes exports and keeps the newest, so that a crowd costs one walk through the registry a minute at the most. */
export class ExportFiles {
  readonly #services: { readonly store: Store; readonly clock: Clock }
  readonly #folder: string
  #made: Made | undefined
  #making: Promise<Made> | undefined

  constructor(services: { readonly store: Store; readonly clock: Clock }, folder: string) {
    this.#services = services
    this.#folder = folder
  }

  /** An export that was exact at most a minute ago, or the last one while the database is away. */
  async get(last: ChangePosition | undefined): Promise<ExportFile> {
    // What was exported before the database went back is not what it holds.
    const made = last === undefined || this.#made?.epoch === last.epoch ? this.#made : undefined
    const isFresh = made && (made.number === last?.number || this.#services.clock.now().getTime() - made.madeAtMs < MAX_AGE_MS)
    if (isFresh) return made
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return made === undefined ? this.#making : this.#making.catch(() => made)
  }

  /** A file that is not on the disk any more is not handed out again. */
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
      // The first level of gzip: four times the speed of the default for a tenth more bytes.
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

/** Counts and digests what passes. */
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

/** Every entry, many lines at a time. While they are packed, the next are read. */
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

// The number of another file says nothing: it may be the same, of another process, or higher, of a database that was set back.
async function removeOthers(folder: string, made: string): Promise<void> {
  const others = (await readdir(folder)).filter((name) => FILE_NAME.test(name) && name !== made)
  others.sort((a, b) => toNumber(b) - toNumber(a))
  await Promise.all(others.slice(KEPT - 1).map((name) => rm(join(folder, name), { force: true })))
}

function toNumber(name: string): number {
  return Number(name.split('-')[1])
}
