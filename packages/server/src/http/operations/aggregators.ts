import { Readable } from 'node:stream'
import { ServerResponse } from '@mcp-registry/contract'
import Type from 'typebox'
import { ExportFiles } from '../../aggregators/export-files.js'
import { toExportFolder } from '../../aggregators/export-folder.js'
import { listChanges, toChangeList } from '../../aggregators/list-changes.js'
import { streamChanges } from '../../aggregators/stream-changes.js'
import type { Reads } from '../../reads/open-reads.js'
import type { Services } from '../../services.js'
import { findDecimal } from '../decimal.js'
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
      description: 'The `next` of the page before; 0 is the beginning.',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many changes a page has at most.' }),
  ),
  wait: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 30,
      default: 0,
      description: 'How many seconds to wait for a change when there is none yet.',
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
      next: Type.Integer({ description: 'What to send as `since` next time.' }),
      hasMore: Type.Boolean({ description: 'Whether there are more changes now.' }),
    }),
  },
  { description: 'Changes in commit order.' },
)

/** What those read who want all of it, again and again. */
export function aggregatorOperations(services: AggregatorServices): readonly Operation[] {
  const base = `/x/${services.config.extensionNamespace}`
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
        example: { servers: [{ change: 17, ...exampleEntry }], metadata: { count: 1, next: 17, hasMore: false } },
      },
      errors: ['database-unavailable'],
      handle: (request) => (wantsEvents(request) ? streamEvents(services, request) : pageChanges(services, request)),
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
        description: 'One of these on each line.',
        example: exampleEntry,
      },
      otherAnswers: {
        206: 'The range of the compressed export that was requested, while `If-Range` holds.',
        304: 'The export is still the one with the ETag of `If-None-Match`.',
      },
      errors: ['database-unavailable', 'range-not-satisfiable'],
      handle: (request) => sendExport(exports, services.reads.follower.last, request),
    }),
  ]
}

type ChangesRequest = OperationRequest<undefined, ChangesQuery, undefined, undefined>

async function pageChanges({ store, reads }: AggregatorServices, { query, signal }: ChangesRequest): Promise<string> {
  const { since = 0, limit = 100, wait = 0 } = query
  // The number of this process may lag behind the database by a notification, never run ahead of it.
  if (wait > 0) await reads.follower.waitForChange(since, wait * 1000, signal)
  return toChangeList(await listChanges({ store }, { since, limit }))
}

function wantsEvents({ headers }: ChangesRequest): boolean {
  return headers.accept?.includes('text/event-stream') ?? false
}

async function streamEvents(
  { store, reads }: AggregatorServices,
  { query, headers, signal }: ChangesRequest,
): Promise<StreamAnswer> {
  // A client that lost its connection says what it saw last.
  const seen = findDecimal(String(headers['last-event-id'])) ?? 0
  const since = Number.isSafeInteger(seen) && seen > 0 ? seen : (query.since ?? 0)
  const events = Readable.from(streamChanges({ store, follower: reads.follower }, since, signal))
  return new StreamAnswer(events, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}
