#!/usr/bin/env node
import { toMcpPublisher } from '@mcp-registry/publisher'
import { main } from '@mcp-registry/publisher/command-line'

await main(toMcpPublisher())
