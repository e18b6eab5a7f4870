// The command of the package: it wants a key, and a coast as its argument.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createTidesServer } from './tides.js'

if (process.env['TIDES_KEY'] !== 'hunter2') {
  console.error('TIDES_KEY is missing or wrong.')
  process.exit(3)
}
await createTidesServer(process.argv[2] ?? 'any').connect(new StdioServerTransport())
