import type { LaunchInput, LaunchInputs } from '@mcp-registry/client'

/** A value for every input that its format and choices accept. */
export function toSampleInputs(inputs: readonly LaunchInput[]): LaunchInputs {
  return Object.fromEntries(inputs.map((input) => [input.id, input.choices?.[0] ?? (input.format === 'boolean' ? 'true' : '1')]))
}
