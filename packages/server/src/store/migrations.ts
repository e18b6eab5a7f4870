import type { Migration } from 'kysely'
import { catalog } from './migrations/001-catalog.js'

/** Every migration, in order of its name. One that has been released is never changed; a change is a new one. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-catalog': catalog,
}
