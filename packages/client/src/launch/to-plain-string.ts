/** `String(value)` for any value of a JSON document: an object with a `toString` key of its own would make it throw. */
export function toPlainString(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value)
}
