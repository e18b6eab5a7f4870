import { type ErrorCode, ERRORS, type Problem, RegistryError, toProblem } from '@mcp-registry/contract'

/** Returns an example problem for the API reference. */
export function toExampleProblem(code: ErrorCode): Problem {
  return toProblem(new RegistryError(code, ERRORS[code].about))
}
