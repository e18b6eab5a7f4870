import { Readable } from 'node:stream'
import { ServerResponse } from '@mcp-registry/contract'
import Type from 'typebox'
import { ExportFiles } from '../../aggregators/export-files.js'
import { toExportFolder } from '../../aggregators/export-folder.js'
import { ChangePages } from '../../aggregators/change-pages.js'
import { listChanges, requirePosition, toChangeList } from '../../aggregators/list-changes.js'
import { findEventPosition, streamChanges } from '../../aggregators/stream-changes.js'
import { readClock } from '../../store/change-clock.js'
import type { ChangeFollower } from '../../cache/change-follower.js'
import type { Reads } from '../../cache/open-reads.js'
import type { Services } from '../../services.js'
import type { Store } from '../../store/open-store.js'
import { exampleEntry } from '../examples.js'
import { defineOperation, type Operation, type OperationRequest, StreamAnswer } from '../operation.js'
import { sendExport } from '../send-export.js'

type AggregatorServices = Services & { readonly reads: Reads }

const ChangesQuery = Type.Object({
  since: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: 'The `next` of the previous page; 0 for the beginning.',
    }),
  ),
  epoch: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{1,64}$',
      description:
        'The `epoch` of the previous page. If the registry was restored to an earlier state since, the response is 410.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Maximum changes per page.' })),
  wait: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 30,
      default: 0,
      description: 'Seconds to wait for a change if there is none yet.',
    }),
  ),
})
type ChangesQuery = Type.Static<typeof ChangesQuery>

const ChangeList = Type.Object(
  {
    servers: Type.Array(
      Type.Intersect([Type.Object({ change: Type.Integer({ description: 'The number of this change.' }) }), ServerResponse]),
    ),
    metadata: Type.Object({
      count: Type.Integer({ minimum: 0 }),
      epoch: Type.String({
        description:
          'What to send as `epoch` next time. It changes when numbers may have gone back; positions of another epoch are 410.',
      }),
      next: Type.Integer({ description: 'The value of `since` for the next request.' }),
      hasMore: Type.Boolean({ description: 'Whether more changes are available now.' }),
    }),
  },
  { description: 'Changes in commit order.' },
)

/** Operations for clients that mirror the registry: the change feed and the export. */
export function aggregatorOperations(services: AggregatorServices): readonly Operation[] {
  const base = `/x/${services.config.extensionNamespace}`
  const feed: Feed = { store: services.store, follower: services.reads.follower, pages: new ChangePages(services.store) }
  const exports = new ExportFiles(services, toExportFolder(services.config.dataDir, services.workers?.id))
  return [
    defineOperation({
      method: 'GET',
      path: `${base}/changes`,
      operationId: 'listChanges',
      tag: 'aggregators',
      summary: 'Follow the changes of the registry',
      description:
        'Every version that changed after a change number, in commit order, deleted ones included; each under its last change only. With `Accept: text/event-stream` the same as server-sent events, which go on with each further change.',
      access: 'public',
      query: ChangesQuery,
      answer: {
        schema: ChangeList,
        description: 'The changes.',
        example: {
          servers: [{ change: 17, ...exampleEntry }],
          metadata: { count: 1, epoch: '6f1f0c…', next: 17, hasMore: false },
        },
      },
      errors: ['feed-reset', 'database-unavailable'],
      handle: (request) => (wantsEvents(request) ? streamEvents(feed, request) : pageChanges(feed, request)),
    }),
    defineOperation({
      method: 'GET',
      path: `${base}/export`,
      operationId: 'exportServers',
      tag: 'aggregators',
      summary: 'Download the whole registry',
      description:
        'One entry a line (NDJSON) in byte order of name and version, deleted ones included, exact at the change number of `X-Registry-Change`: go on with `changes?since=` that number. An export is at most a minute old. An interrupted download of the compressed form continues with `Range` and `If-Range`; when the export has changed meanwhile, all of it is sent.',
      access: 'public',
      answer: {
        schema: ServerResponse,
        type: 'application/x-ndjson',
        description: 'One entry per line.',
        example: exampleEntry,
      },
      otherAnswers: {
        206: 'The range of the compressed export that was requested, while `If-Range` holds.',
        304: 'The export is still the one with the ETag of `If-None-Match`.',
      },
      errors: ['database-unavailable', 'range-not-satisfiable'],
      handle: (request) => sendExport(exports, services.reads.follower.position, request),
    }),
  ]
}

type ChangesRequest = OperationRequest<undefined, ChangesQuery, undefined, undefined>

interface Feed {
  readonly store: Store
  readonly follower: ChangeFollower
  readonly pages: ChangePages
}

async function pageChanges({ store, follower, pages }: Feed, { query, signal }: ChangesRequest): Promise<string> {
  const { since = 0, epoch, limit = 100, wait = 0 } = query
  // The result is not shared between requests, so that writers see their own changes.
  if (wait === 0) return toChangeList(await listChanges({ store }, { since, epoch, limit }))
  requirePosition(await readClock(store.db), { since, epoch })
  // The position of this process may be one notification behind the database, but never ahead of it.
  await follower.waitForChange({ number: since, epoch }, wait * 1000, signal)
  return toChangeList(await pages.list({ since, epoch, limit }))
}

function wantsEvents({ headers }: ChangesRequest): boolean {
  return headers.accept?.includes('text/event-stream') ?? false
}

async function streamEvents(feed: Feed, { query, headers, signal }: ChangesRequest): Promise<StreamAnswer> {
  const start = findEventPosition(headers['last-event-id']) ?? { since: query.since ?? 0, epoch: query.epoch }
  requirePosition(await readClock(feed.store.db), start)
  const events = Readable.from(streamChanges(feed, start, signal))
  return new StreamAnswer(events, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}
