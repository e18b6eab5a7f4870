#!/usr/bin/env node
import { main, toMcpPublisher } from '../dist/index.js'

await main(toMcpPublisher())
