/** What happened to an imported entry, besides being written. */
export interface EntryNote {
  readonly name: string
  readonly version: string
  readonly reason: string
  /** The namespace whose denial is the reason. */
  readonly deniedNamespace?: string
}
