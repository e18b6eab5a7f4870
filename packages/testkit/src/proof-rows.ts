import { CURRENT_SCHEMA_DATE, PACKAGE_TYPES, toSchemaUrl } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'
import { OWNER, SCENARIOS, type Scenario, startPackageRegistries } from './upstreams/start-package-registries.js'

/** The result of one kind of proof in one scenario. */
export interface ProofCell {
  readonly status: number
  /** The code of the problem; empty on success. */
  readonly code: string
}

/** The services that the registry under test queries; `env` configures it to use them. */
export interface ProofWorld extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  readonly rows: readonly ProofRow[]
}

/** One kind of proof. */
export interface ProofRow {
  readonly name: string
  show(scenario: Scenario, registry: RegistryUnderTest): Promise<ProofCell>
}

export interface RegistryUnderTest {
  readonly app: Pick<FastifyInstance, 'inject'>
  /** A token that permits everything. */
  readonly token: string
}

export const PROOF_COLUMNS = SCENARIOS

const SERVER_NAME = `io.github.${OWNER}/weather`

/** Publishes a server with a package, for each package type. */
export async function openPackageProofs(): Promise<ProofWorld> {
  const registries = await startPackageRegistries(SERVER_NAME)
  return {
    env: registries.env,
    rows: PACKAGE_TYPES.map((type) => ({
      name: `package ${type}`,
      async show(scenario, { app, token }) {
        const response = await app.inject({
          method: 'POST',
          url: '/v0.1/publish',
          headers: { authorization: `Bearer ${token}` },
          payload: {
            $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
            name: SERVER_NAME,
            description: 'Forecasts and warnings for any place on earth.',
            version: `1.0.0-${type}.${scenario}`,
            packages: [registries.toPackage(type, scenario)],
          },
        })
        const body: { code?: string } = response.json()
        return { status: response.statusCode, code: body.code ?? '' }
      },
    })),
    [Symbol.asyncDispose]: () => registries[Symbol.asyncDispose](),
  }
}
