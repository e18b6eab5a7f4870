import { foldServerName, MAX_OWNERS, RegistryError } from '@mcp-registry/contract'
import type { Kysely, Transaction } from 'kysely'
import Type, { type Static } from 'typebox'
import type { Clock } from '../clock.js'
import type { Database } from '../store/database.js'
import type { Publisher } from './publisher.js'

/** Who may publish a server, as decided by its owner. */
export const PublisherPolicy = Type.Object(
  {
    workflow: Type.Optional(
      Type.Object(
        {
          repositoryId: Type.String({ pattern: '^[0-9]{1,15}$', description: 'The numeric id of the GitHub repository.' }),
          file: Type.Optional(
            Type.String({ minLength: 1, maxLength: 500, description: 'The workflow file: `.github/workflows/release.yml`.' }),
          ),
          environment: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'The deployment environment.' })),
        },
        {
          additionalProperties: false,
          description: 'The only GitHub Actions jobs that may publish. Other login methods are not affected.',
        },
      ),
    ),
    maintainers: Type.Optional(
      Type.Array(Type.String({ maxLength: 198 }), {
        maxItems: MAX_OWNERS,
        uniqueItems: true,
        description:
          'Namespaces, such as `io.github.bob`, that are owners of the server beside its own: their permissions to publish and edit include it.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Additional maintainers of a server, and the workflow that may publish it.' },
)
export type PublisherPolicy = Static<typeof PublisherPolicy>

/** The maximum number of policies in a namespace. */
const MAX_POLICIES = 10_000

/** The policy of a server; undefined if it has none. With `hold`, it does not change before the transaction ends. */
export async function findPolicy(
  db: Kysely<Database>,
  name: string,
  { hold = false }: { readonly hold?: boolean } = {},
): Promise<PublisherPolicy | undefined> {
  const row = await db
    .selectFrom('publisher_policies')
    .select('policy')
    .where('folded_name', '=', foldServerName(name))
    .$if(hold, (query) => query.forShare())
    .executeTakeFirst()
  return row && parsePolicy(row.policy)
}

/** Which server has a policy, and who sets it. */
export interface PolicyWrite {
  readonly name: string
  readonly owner: Publisher
  readonly clock: Clock
}

/** Replaces the policy of a server. Refuses if too many other servers of the namespace have one. */
export async function writePolicy(tx: Transaction<Database>, write: PolicyWrite, policy: PublisherPolicy): Promise<void> {
  await requireRoom(tx, write.name)
  const row = { ...toStamp(write), policy: JSON.stringify(policy) }
  await tx
    .insertInto('publisher_policies')
    .values({ folded_name: foldServerName(write.name), ...row })
    .onConflict((conflict) => conflict.column('folded_name').doUpdateSet(row))
    .execute()
}

/**
 * Changes the policy of a server, which is empty if there is none; concurrent changes wait. An empty result removes it, and the same object
 * leaves it as it is. Returns whether it was changed.
 */
export async function updatePolicy(
  tx: Transaction<Database>,
  write: PolicyWrite,
  change: (policy: PublisherPolicy) => PublisherPolicy,
): Promise<boolean> {
  const folded_name = foldServerName(write.name)
  // There must be a row for concurrent changes to wait for.
  const row = await tx
    .insertInto('publisher_policies')
    .values({ folded_name, ...toStamp(write), policy: '{}' })
    .onConflict((conflict) => conflict.column('folded_name').doUpdateSet({ folded_name }))
    .returning('policy')
    .executeTakeFirstOrThrow()
  const before = parsePolicy(row.policy)
  const after = change(before)
  if (Object.keys(after).length === 0) {
    await tx.deleteFrom('publisher_policies').where('folded_name', '=', folded_name).execute()
  } else if (after !== before) {
    await writePolicy(tx, write, after)
  }
  return after !== before
}

function toStamp({ owner, clock }: PolicyWrite): { updated_at: string; updated_by: string } {
  return { updated_at: clock.now().toISOString(), updated_by: `${owner.method}:${owner.subject}` }
}

async function requireRoom(tx: Transaction<Database>, name: string): Promise<void> {
  const folded = foldServerName(name)
  const namespace = folded.slice(0, folded.indexOf('/'))
  const last = await tx
    .selectFrom('publisher_policies')
    .select('folded_name')
    .where('folded_name', '>=', `${namespace}/`)
    // In byte order, `0` follows `/`.
    .where('folded_name', '<', `${namespace}0`)
    .where('folded_name', '!=', folded)
    .limit(1)
    .offset(MAX_POLICIES - 1)
    .executeTakeFirst()
  if (last === undefined) return
  throw new RegistryError(
    'too-many-policies',
    `${MAX_POLICIES} servers of the namespace ${namespace} have added owners or a policy, as many as may have. Remove those of another server first.`,
  )
}

// Only this module writes the column.
function parsePolicy(text: string): PublisherPolicy {
  return JSON.parse(text) as PublisherPolicy
}
