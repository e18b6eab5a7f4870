import { describeRegistryContract } from './harness/registry-contract.js'
import { startOddRegistry } from './harness/start-odd-registry.js'

describeRegistryContract('a registry that does everything oddly', startOddRegistry)
