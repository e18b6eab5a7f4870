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
  /** What to record in the audit log together with the publication. */
  readonly attempt?: Attempt | undefined
}

/**
 * Publishes one version. Publishing the same document again returns the same response and changes nothing. A dry run performs all checks,
 * ownership included, and returns the response of a publication without changing anything.
 */
export async function publishServer(
  services: PublishServices,
  publisher: Publisher,
  json: UncheckedJson,
  { dryRun = false, attempt }: PublishOptions = {},
): Promise<string> {
  // What cannot be a name is a fault of the document, not a lack of permission.
  const claimedName = findNameInBody(json)
  if (claimedName !== undefined) await authorize(services, publisher, 'publish', claimedName)
  const document = requireDocument(json)
  const name = requireServerName(document.server.name)
  if (name !== claimedName) await authorize(services, publisher, 'publish', name)
  // Prove before the transaction: a package registry can take seconds, and the lock blocks every publisher of this name.
  await services.ownership.prove(document.server)
  const { version } = document.server
  const publication: Publication = { name, version, document, publisher, attempt }
  return dryRun ? services.publications.dryRun(publication) : services.publications.publish(publication)
}
