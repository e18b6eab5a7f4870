#!/usr/bin/env node
import { main } from '@mcp-registry/publisher/command-line'
import { mcpRegistry } from '../dist/registry/program.js'

await main(mcpRegistry)
