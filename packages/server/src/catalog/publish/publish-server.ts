import { requireServerName, type UncheckedJson } from '@mcp-registry/contract'
import type { Attempt } from '../../audit/audit-log.js'
import { authorize } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import type { Ownership } from '../../ownership/ownership.js'
import type { Store } from '../../store/open-store.js'
import type { Publication } from './decide-publications.js'
import type { Publications } from './publications.js'
import { findNameInBody, requireDocument } from './require-document.js'

export interface PublishServices {
  readonly store: Store
  readonly ownership: Ownership
  readonly publications: Publications
}

export interface PublishOptions {
  readonly dryRun?: boolean | undefined
  /** What to write down in the audit log together with the publication. */
  readonly attempt?: Attempt | undefined
}

/**
 * Publishes one version; the same document again is the same answer and changes nothing. A dry run checks everything, ownership
 * included, answers what publishing would, and changes nothing either.
 */
export async function publishServer(
  services: PublishServices,
  publisher: Publisher,
  json: UncheckedJson,
  { dryRun = false, attempt }: PublishOptions = {},
): Promise<string> {
  const claimedName = findNameInBody(json)
  if (claimedName !== undefined) await authorize(services, publisher, 'publish', claimedName)
  const document = requireDocument(json)
  const name = requireServerName(document.server.name)
  if (name !== claimedName) await authorize(services, publisher, 'publish', name)
  // Before the transaction: a package registry can take seconds, and the lock makes every publisher of this name wait.
  await services.ownership.prove(document.server)
  const { version } = document.server
  const publication: Publication = { name, version, document, publisher, attempt }
  return dryRun ? services.publications.dryRun(publication) : services.publications.publish(publication)
}
