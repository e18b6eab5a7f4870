/** A refusal of an imported entry, or a warning about it. */
export interface EntryNote {
  readonly name: string
  readonly version: string
  readonly reason: string
  /** The denied namespace, if that is the reason. */
  readonly deniedNamespace?: string
}
