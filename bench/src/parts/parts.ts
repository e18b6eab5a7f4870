import type { Part } from '../bench.js'
import { cached } from './cached.js'
import { exporting } from './export.js'
import { importing } from './import.js'
import { memory } from './memory.js'
import { notice } from './notice.js'
import { publish } from './publish.js'
import { ranked } from './ranked.js'
import { search } from './search.js'
import { startUp } from './start-up.js'
import { uncached } from './uncached.js'
import { updatedSince } from './updated-since.js'
import { walks } from './walks.js'

/** In execution order: parts that write come last. */
export const PARTS: readonly Part[] = [
  importing,
  startUp,
  cached,
  uncached,
  search,
  ranked,
  updatedSince,
  memory,
  exporting,
  notice,
  walks,
  publish,
]
