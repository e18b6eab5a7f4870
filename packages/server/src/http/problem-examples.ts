import { type ErrorCode, ERRORS, type Problem, toProblem } from '@mcp-registry/contract'

/** Returns an example problem for the API reference. */
export function toExampleProblem(code: ErrorCode): Problem {
  return toProblem({ code, message: ERRORS[code].about, errors: [] })
}
