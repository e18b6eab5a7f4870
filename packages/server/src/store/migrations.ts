import type { Migration } from 'kysely'
import { catalog } from './migrations/001-catalog.js'
import { identity } from './migrations/002-identity.js'
import { ownership } from './migrations/003-ownership.js'
import { audit } from './migrations/004-audit.js'
import { policy } from './migrations/005-policy.js'
import { search } from './migrations/006-search.js'
import { counts } from './migrations/007-counts.js'
import { searchTexts } from './migrations/008-search-texts.js'
import { pageIndexes } from './migrations/009-page-indexes.js'
import { auditBounds } from './migrations/010-audit-bounds.js'
import { sharedRemoteUrls } from './migrations/011-shared-remote-urls.js'
import { statusChangedAt } from './migrations/012-status-changed-at.js'
import { changeEpoch } from './migrations/013-change-epoch.js'
import { takedowns } from './migrations/014-takedowns.js'
import { sampleKey } from './migrations/015-sample-key.js'
import { clientDescriptions } from './migrations/016-client-descriptions.js'

/** All migrations, in order of their names. A released migration is never modified; a change requires a new one. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-catalog': catalog,
  '002-identity': identity,
  '003-ownership': ownership,
  '004-audit': audit,
  '005-policy': policy,
  '006-search': search,
  '007-counts': counts,
  '008-search-texts': searchTexts,
  '009-page-indexes': pageIndexes,
  '010-audit-bounds': auditBounds,
  '011-shared-remote-urls': sharedRemoteUrls,
  '012-status-changed-at': statusChangedAt,
  '013-change-epoch': changeEpoch,
  '014-takedowns': takedowns,
  '015-sample-key': sampleKey,
  '016-client-descriptions': clientDescriptions,
}
