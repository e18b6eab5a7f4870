import { CompiledQuery, type Kysely, type QueryExecutor, type QueryExecutorProvider, type QueryResult } from 'kysely'
import { PREPARED } from '../../src/store/prepared.js'

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Plan Rows': number
  readonly Plans?: readonly Plan[]
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: Plan }[]
}

export interface RecordedPlans {
  readonly db: QueryExecutorProvider
  listFaults(): string[]
  /** How which indexes were used, as `Index Scan on versions_pkey`. */
  listScans(): string[]
  readonly count: number
}

/** A database that takes the plan of every query before it answers it. */
export function recordPlans<DB>(db: Kysely<DB>): RecordedPlans {
  const plans: { query: CompiledQuery; plan: Plan }[] = []
  const executor = db.getExecutor()
  let count = 0
  async function explain(query: CompiledQuery): Promise<void> {
    if (query.sql.trimStart().startsWith('explain')) return
    count++
    const explained = { ...query, sql: `explain (format json) ${query.sql}` }
    const { rows } = await executor.executeQuery<Explained>(explained)
    const found = query.sql.startsWith(PREPARED) ? [...rows, ...(await explainForAll(query))] : rows
    plans.push(...found.flatMap((row) => row['QUERY PLAN'].map(({ Plan: plan }) => ({ query, plan }))))
  }

  /** The plan that a prepared statement has whatever its values. */
  function explainForAll({ sql, parameters }: CompiledQuery): Promise<readonly Explained[]> {
    return db.connection().execute(async (connection) => {
      const run = async (text: string) => (await connection.executeQuery<Explained>(CompiledQuery.raw(text))).rows
      await run(`prepare recorded as ${sql}`)
      await run('set plan_cache_mode = force_generic_plan')
      try {
        const values = parameters.map(() => 'null').join(', ')
        return await run(`explain (format json) execute recorded ${values === '' ? '' : `(${values})`}`)
      } finally {
        await run('reset plan_cache_mode')
        await run('deallocate recorded')
      }
    })
  }
  const recording: QueryExecutor = Object.assign(Object.create(executor) as QueryExecutor, {
    transformQuery: executor.transformQuery.bind(executor),
    compileQuery: executor.compileQuery.bind(executor),
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      await explain(query)
      return executor.executeQuery<R>(query)
    },
  })
  return {
    db: { getExecutor: () => recording },
    listFaults: () => plans.flatMap(({ query, plan }) => listFaults(plan).map((fault) => `${fault}: ${toText(query)}`)),
    listScans: () => plans.flatMap(({ plan }) => listScans(plan)),
    get count() {
      return count
    },
  }
}

const MAX_SORTED_ROWS = 2_000

function listFaults(plan: Plan): string[] {
  const children = plan.Plans ?? []
  const faults = children.flatMap(listFaults)
  const [input] = children
  if (plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] !== 'change_clock')
    faults.push(`scan of ${plan['Relation Name']}`)
  if (plan['Node Type'] === 'Sort' && input && input['Plan Rows'] > MAX_SORTED_ROWS)
    faults.push(`sort of ${input['Plan Rows']} rows`)
  return faults
}

function listScans(plan: Plan): string[] {
  const index = plan['Index Name']
  return [...(index === undefined ? [] : [`${plan['Node Type']} on ${index}`]), ...(plan.Plans ?? []).flatMap(listScans)]
}

function toText(query: CompiledQuery): string {
  return `${query.sql.replaceAll(/\s+/g, ' ')} ${JSON.stringify(query.parameters)}`
}
