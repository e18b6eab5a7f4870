/** The source is not what it should be; `message` says where and what to do. What came before that place has been handed out. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError'
}

/** The source ended too early: the same again may be whole. */
export class SourceCutOff extends SourceError {
  override readonly name = 'SourceCutOff'
}

/** A request that the other side refuses for what it is: asking again would not help. */
export class RequestRefused extends SourceError {
  override readonly name = 'RequestRefused'
}
