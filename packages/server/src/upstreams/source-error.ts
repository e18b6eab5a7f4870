/** The source is malformed; `message` states the position and the remedy. Earlier elements have already been yielded. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError'
}

/** The source ended too early; a retry may succeed. */
export class SourceCutOff extends SourceError {
  override readonly name = 'SourceCutOff'
}

/** The server refuses the request itself; a retry would not help. */
export class RequestRefused extends SourceError {
  override readonly name = 'RequestRefused'
}
