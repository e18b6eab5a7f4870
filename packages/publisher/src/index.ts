export { toMcpPublisher } from './program.js'
