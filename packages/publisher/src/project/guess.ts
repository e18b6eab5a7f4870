/** A value of the document that the project does not state. */
export interface Guess {
  /** The path in the document, such as `packages[0].identifier`. */
  readonly path: string
  /** Where the value comes from, and what to check. */
  readonly text: string
}
