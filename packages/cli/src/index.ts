export { mcpRegistry } from './registry/program.js'
