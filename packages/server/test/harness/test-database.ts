/** What the global setup of a vitest project leaves for its tests. */
export type TestDatabase =
  | { readonly engine: 'pglite'; /** A file with a dumped, migrated data folder. */ readonly snapshot: string }
  | {
      readonly engine: 'postgres'
      /** Of the server; the path is to be replaced. */ readonly url: string
      readonly template: string
    }
