/** The server answers, and is not of the kind that `target_session_attrs` asks for. */
export class UnsuitableServerError extends Error {
  override readonly name = 'UnsuitableServerError'
}
