import { isRecord, type Result } from '@mcp-registry/contract'
import type { InstalledEntry, InstalledFile, InstalledLaunch, InstallRecord } from './install-record.js'
import type { Undo } from './undo.js'

type Fields = Readonly<Record<string, unknown>>

/** Parses the text of a record. The error names the first place that is wrong. */
export function parseRecord(text: string): Result<InstallRecord> {
  const value = parseJson(text)
  if (!isRecord(value)) return refuse('It is not a JSON object.')
  if (value['version'] !== 1)
    return refuse(
      `Its version is ${JSON.stringify(value['version'])}; this command reads version 1, and a later one may read it.`,
    )
  const files = Array.isArray(value['files']) ? value['files'].map(toFile) : undefined
  if (files === undefined) return refuse('"files" is not a list.')
  const wrong = files.indexOf(undefined)
  if (wrong !== -1) return refuse(`files[${wrong}] is malformed.`)
  return { ok: true, value: { version: 1, files: files.filter((file) => file !== undefined) } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toFile(value: unknown): InstalledFile | undefined {
  if (!isRecord(value) || typeof value['path'] !== 'string' || !Array.isArray(value['entries'])) return undefined
  const entries = value['entries'].map(toEntry)
  const undo = value['undo'] === undefined ? undefined : toUndo(value['undo'])
  if (undo === undefined && value['undo'] !== undefined) return undefined
  if (entries.includes(undefined)) return undefined
  const { path, createdFolder } = value
  return {
    path,
    entries: entries.filter((entry) => entry !== undefined),
    ...(undo !== undefined && { undo }),
    ...(typeof createdFolder === 'string' && { createdFolder }),
  }
}

function toEntry(value: unknown): InstalledEntry | undefined {
  if (!isRecord(value)) return undefined
  const { key, client, scope, registry, server, version, repository, isPlaced } = value
  const launch = toLaunch(value['launch'])
  const inputs = toInputs(value['inputs'])
  if (typeof key !== 'string' || typeof client !== 'string' || (scope !== 'user' && scope !== 'project')) return undefined
  if (typeof registry !== 'string' || typeof server !== 'string' || typeof version !== 'string') return undefined
  if (typeof isPlaced !== 'boolean' || launch === undefined || inputs === undefined) return undefined
  return {
    key,
    client,
    scope,
    registry,
    server,
    version,
    launch,
    inputs,
    isPlaced,
    ...(typeof repository === 'string' && { repository }),
  }
}

function toLaunch(value: unknown): InstalledLaunch | undefined {
  if (!isRecord(value)) return undefined
  const { kind, type, identifier, url } = value
  if (kind === 'remote' && typeof url === 'string') return { kind, url }
  return kind === 'package' && typeof type === 'string' && typeof identifier === 'string' ? { kind, type, identifier } : undefined
}

function toInputs(value: unknown): InstalledEntry['inputs'] | undefined {
  const isInput = (item: unknown) =>
    typeof item === 'string' || (Array.isArray(item) && item.every((text) => typeof text === 'string'))
  return isRecord(value) && Object.values(value).every(isInput) ? (value as InstalledEntry['inputs']) : undefined
}

function toUndo(value: unknown): Undo | undefined {
  if (!isRecord(value) || typeof value['rest'] !== 'string') return undefined
  const { rest, change } = value
  if (change === undefined) return { rest, change }
  return isRecord(change) && isChange(change) ? { rest, change } : undefined
}

function isChange(change: Fields): change is NonNullable<Undo['change']> & Fields {
  const { start, length, text } = change
  return Number.isSafeInteger(start) && Number.isSafeInteger(length) && typeof text === 'string'
}

function refuse(message: string): Result<never> {
  return { ok: false, errors: [message] }
}
