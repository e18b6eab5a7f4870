import { type OfficialMeta, type Result, Status } from '@mcp-registry/contract'
import { parseTimestamp } from '../catalog/parse-timestamp.js'

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export interface ReadOfficialMeta {
  /** In the current form; keys that it does not know follow. */
  readonly official: OfficialMeta
  /** Whether it had this form already, so that its text can stay as it is. */
  readonly isCurrent: boolean
}

/**
 * Reads what a registry says of an entry, also in the forms of early registries: names in snake_case, and the status in the
 * document. Timestamps keep their spelling.
 */
export function parseOfficialMeta(meta: JsonRecord, server: JsonRecord): Result<ReadOfficialMeta> {
  const current: JsonRecord = Object.fromEntries(Object.entries(meta).map(([key, value]) => [CURRENT_NAMES[key] ?? key, value]))
  const { status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest, ...others } = current
  const errors = [
    ...listTimeErrors({ publishedAt }),
    ...listTimeErrors({ updatedAt: updatedAt ?? publishedAt, statusChangedAt: statusChangedAt ?? publishedAt }),
    ...(isLatest === undefined || typeof isLatest === 'boolean' ? [] : ['Its isLatest is neither true nor false.']),
    ...(statusMessage === undefined || typeof statusMessage === 'string' ? [] : ['Its statusMessage is not a text.']),
  ]
  const readStatus = findStatus(status) ?? findStatus(server['status']) ?? (status === undefined ? 'active' : undefined)
  if (readStatus === undefined) errors.push(`Its status ${JSON.stringify(status)} is none of active, deprecated and deleted.`)
  if (errors.length > 0 || readStatus === undefined) return { ok: false, errors }
  const official = {
    status: readStatus,
    ...(typeof statusMessage === 'string' && { statusMessage }),
    ...(typeof statusChangedAt === 'string' && { statusChangedAt }),
    publishedAt: String(publishedAt),
    ...(typeof updatedAt === 'string' && { updatedAt }),
    isLatest: isLatest === true,
    ...others,
  }
  const isCurrent = ['status', 'publishedAt', 'isLatest'].every((key) => Object.hasOwn(meta, key))
  return { ok: true, value: { official, isCurrent } }
}

const CURRENT_NAMES: Readonly<Record<string, string>> = {
  status_message: 'statusMessage',
  status_changed_at: 'statusChangedAt',
  published_at: 'publishedAt',
  updated_at: 'updatedAt',
  is_latest: 'isLatest',
}

function findStatus(value: unknown): Status | undefined {
  return Status.anyOf.map((option) => option.const).find((status) => status === value)
}

function listTimeErrors(times: JsonRecord): string[] {
  return Object.entries(times)
    .flatMap(([key, time]) => {
      if (typeof time !== 'string') return [`Its ${key} is not a timestamp.`]
      const result = parseTimestamp(time)
      return result.ok ? [] : result.errors.map((error) => `Its ${key}: ${error}`)
    })
    .slice(0, 1)
}
