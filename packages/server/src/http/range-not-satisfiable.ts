import { RegistryError } from '@mcp-registry/contract'

/** The refusal of a range that begins beyond the end. */
export class RangeNotSatisfiable extends RegistryError {
  /** Of the whole; the response states it in `Content-Range`. */
  readonly bytes: number

  constructor(bytes: number) {
    super(
      'range-not-satisfiable',
      `The range begins beyond the end: there are ${bytes} bytes. Request another range, or all of it.`,
    )
    this.bytes = bytes
  }
}
