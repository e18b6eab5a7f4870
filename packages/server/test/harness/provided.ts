import type { TestDatabase } from './test-database.js'

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabase
  }
}
