#!/usr/bin/env node
import { main } from '../dist/main.js'
import { mcpRegistry } from '../dist/registry/program.js'

await main(mcpRegistry)
