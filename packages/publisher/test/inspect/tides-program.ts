// The server as a program: over HTTP if it is given a port, otherwise on its standard streams. Its arguments are names of further tools.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { startTides } from './start-tides.js'
import { createTidesServer } from './tides.js'

const port = process.env['TIDES_PORT']
if (port !== undefined) await startTides(undefined, Number(port))
else await createTidesServer(process.argv.slice(2)).connect(new StdioServerTransport())
