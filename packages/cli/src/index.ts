export type { Command, Context, Outcome, Program } from './command.js'
export { main } from './main.js'
export { mcpRegistry } from './registry/program.js'
export { type ExitCode, type Io, run } from './run.js'
