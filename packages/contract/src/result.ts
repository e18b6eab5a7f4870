/** The result of parsing untrusted input: the value, or every reason for its rejection. */
export type Result<T, E = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly E[] }
