#!/usr/bin/env node
import { main } from '../dist/command-line/main.js'
import { toMcpPublisher } from '../dist/program.js'

await main(toMcpPublisher())
