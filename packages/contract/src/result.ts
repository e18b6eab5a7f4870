/** The outcome of reading untrusted input: the value, or every reason why it was refused. */
export type Result<T, E = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly E[] }
