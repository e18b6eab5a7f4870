/** The source is not what it should be; `message` says where and what to do. What came before that place has been handed out. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}
