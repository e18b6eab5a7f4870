export { type BuildConfig, type Config, readConfig, type Secrets } from './config.js'
export type { DatabaseConfig } from './config/database-config.js'
export { VARIABLES, type VariableName } from './config/variables.js'
