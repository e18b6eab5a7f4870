import Type, { type Static } from 'typebox'
import type { Attempt } from '../../audit/audit-log.js'
import { allowNamespace, Denial, type DenialRequest, denyNamespace } from '../../identity/denylist.js'
import type { Publisher } from '../../identity/publisher.js'
import { toNamespaceRange } from './name-range.js'
import { type SettleServices, settleTakedowns } from './settle-takedowns.js'

export const SettledDenial = Type.Object(
  { ...Denial.properties, updatedCount: Type.Integer({ minimum: 0, description: 'How many versions changed because of it.' }) },
  { description: 'The denial, and how many versions changed because of it.' },
)
export type SettledDenial = Static<typeof SettledDenial>

type NamespaceServices = SettleServices & { readonly deniedNamespaces: readonly string[] }

/** Denies a namespace and everything below it, and hides its existing versions. */
export async function hideNamespace(
  services: NamespaceServices,
  administrator: Publisher,
  namespace: string,
  request: DenialRequest,
  attempt?: Attempt,
): Promise<SettledDenial> {
  return settleDenial(services, await denyNamespace(services, administrator, namespace, request, attempt))
}

/** Lifts a denial and shows the versions that nothing else holds. */
export async function showNamespace(
  services: NamespaceServices,
  administrator: Publisher,
  namespace: string,
  attempt?: Attempt,
): Promise<SettledDenial> {
  return settleDenial(services, await allowNamespace(services, administrator, namespace, attempt))
}

async function settleDenial(services: NamespaceServices, denial: Denial): Promise<SettledDenial> {
  return { ...denial, updatedCount: await settleTakedowns(services, toNamespaceRange(denial.namespace)) }
}
