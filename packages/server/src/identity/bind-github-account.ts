import { foldServerName } from '@mcp-registry/contract'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'

export interface GithubAccount {
  readonly login: string
  readonly id: number
}

/**
 * Binds each login to the account with which it is first seen, and returns the accounts whose login is bound to another one: the login was
 * given up and registered by someone else, who does not inherit the namespace.
 */
export async function listForeignAccounts(
  { store, clock }: { readonly store: Pick<Store, 'db'>; readonly clock: Clock },
  accounts: readonly GithubAccount[],
): Promise<readonly GithubAccount[]> {
  if (accounts.length === 0) return []
  const seen = new Map(accounts.map((account) => [foldServerName(account.login), account]))
  const firstSeenAt = clock.now().toISOString()
  await store.db
    .insertInto('github_accounts')
    // Inserted in sorted order, so that two concurrent logins from the same organisations cannot deadlock.
    .values([...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([login, { id }]) => toRow(login, id, firstSeenAt)))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const bound = await store.db
    .selectFrom('github_accounts')
    .select(['folded_login', 'account_id'])
    .where('folded_login', 'in', [...seen.keys()])
    .execute()
  const owners = new Map(bound.map((row) => [row.folded_login, row.account_id]))
  return accounts.filter(({ login, id }) => owners.get(foldServerName(login)) !== id)
}

function toRow(login: string, id: number, firstSeenAt: string) {
  return { folded_login: login, account_id: id, first_seen_at: firstSeenAt }
}
