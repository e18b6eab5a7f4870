import { type ErrorCode, ERRORS, type Problem, RegistryError, toProblem } from '@mcp-registry/contract'

/** A problem as the API sends it, for the documentation. */
export function toExampleProblem(code: ErrorCode): Problem {
  return toProblem(new RegistryError(code, ERRORS[code].about))
}
