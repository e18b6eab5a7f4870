// Benchmarks and scripts start the same server.
export { startPostgres, type TestPostgres } from '../../../../scripts/src/start-postgres.js'
