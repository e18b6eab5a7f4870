/** The server responds, but is not of the kind that `target_session_attrs` requires. */
export class UnsuitableServerError extends Error {
  override readonly name = 'UnsuitableServerError'
}
