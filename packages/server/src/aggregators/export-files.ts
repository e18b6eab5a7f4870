import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Kysely, sql } from 'kysely'
import { toEntry } from '../catalog/to-entry.js'
import type { Clock } from '../clock.js'
import { findLastChange } from '../reads/find-changes.js'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'

/** The whole registry as of one change number: gzip of one entry a line, in byte order of name and version. */
export interface ExportFile {
  readonly folder: string
  readonly name: string
  readonly number: number
}

interface Made extends ExportFile {
  readonly madeAtMs: number
}

const MAX_AGE_MS = 60_000
const PAGE = 2_000
// Files of a process that is gone, or of an export that someone is still downloading, are as small as the registry: two are kept.
const KEPT = 2
const FILE_NAME = /^registry-\d+-\d+\.ndjson\.gz$/

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
  async get(lastChange: number): Promise<ExportFile> {
    const made = this.#made
    const isFresh = made && (made.number === lastChange || this.#services.clock.now().getTime() - made.madeAtMs < MAX_AGE_MS)
    if (isFresh) return made
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return made === undefined ? this.#making : this.#making.catch(() => made)
  }

  async #make(): Promise<Made> {
    await mkdir(this.#folder, { recursive: true })
    const { store, clock } = this.#services
    const temporary = join(this.#folder, `${process.pid}.partial`)
    const number = await readSnapshot(store, async (db) => {
      const lastChange = await findLastChange(db)
      // The first level of gzip: four times the speed of the default for a tenth more bytes.
      await pipeline(Readable.from(listLines(db)), createGzip({ level: 1 }), createWriteStream(temporary))
      return lastChange
    })
    const name = `registry-${number}-${process.pid}.ndjson.gz`
    await rename(temporary, join(this.#folder, name))
    this.#made = { folder: this.#folder, name, number, madeAtMs: clock.now().getTime() }
    await removeOld(this.#folder)
    return this.#made
  }
}

function readSnapshot<T>({ db }: Store, read: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
}

/** Every entry, a page of lines at a time. */
async function* listLines(db: Kysely<Database>): AsyncGenerator<string, void, undefined> {
  let after = { name: '', version: '' }
  for (;;) {
    const rows = await db
      .selectFrom('versions')
      .select(['name', 'version', 'document', 'meta'])
      .where(sql<boolean>`(name, version) > (${after.name}, ${after.version})`)
      .orderBy('name')
      .orderBy('version')
      .limit(PAGE)
      .execute()
    if (rows.length > 0) yield `${rows.map((row) => toEntry(row)).join('\n')}\n`
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last
  }
}

async function removeOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name))
  names.sort((a, b) => toNumber(b) - toNumber(a))
  await Promise.all(names.slice(KEPT).map((name) => rm(join(folder, name), { force: true })))
}

function toNumber(name: string): number {
  return Number(name.split('-')[1])
}
