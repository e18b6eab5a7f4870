import { RegistryError } from '@mcp-registry/contract'

/** The error for a range that starts beyond the end of the representation. */
export class RangeNotSatisfiable extends RegistryError {
  /** The size of the complete representation, which the response sends in `Content-Range`. */
  readonly bytes: number

  constructor(bytes: number) {
    super(
      'range-not-satisfiable',
      `The range begins beyond the end: there are ${bytes} bytes. Request another range, or all of it.`,
    )
    this.bytes = bytes
  }
}
