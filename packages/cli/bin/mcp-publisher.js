#!/usr/bin/env node
// Not by way of the index: publishing has no use for the server, which takes long to load.
import { main } from '../dist/main.js'
import { toMcpPublisher } from '../dist/publisher/program.js'

await main(toMcpPublisher())
