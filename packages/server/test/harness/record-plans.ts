import { type CompiledQuery, type Kysely, type QueryExecutor, type QueryExecutorProvider, type QueryResult } from 'kysely'

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Plan Rows': number
  readonly Plans?: readonly Plan[]
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
  async function explain(query: CompiledQuery): Promise<void> {
    if (query.sql.trimStart().startsWith('explain')) return
    const explained = { ...query, sql: `explain (format json) ${query.sql}` }
    const { rows } = await executor.executeQuery<{ 'QUERY PLAN': { Plan: Plan }[] }>(explained)
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (plan) plans.push({ query, plan })
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
      return plans.length
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
