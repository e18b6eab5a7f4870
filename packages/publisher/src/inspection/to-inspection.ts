import { type Inspection, isRecord, MAX_INSPECTED_ITEMS, MAX_INSPECTED_LENGTH } from '@mcp-registry/contract'
import { toSafeLine } from '../command-line/safe-text.js'
import { field } from '../project/field.js'
import type { Inspected, ListName } from './inspect-server.js'

/**
 * What is recorded of a server: its texts made safe and cut to their bounds, and its lists sorted, so that the record changes only with the
 * server. A text that contains a secret is left out; of such a list, only the count remains.
 */
export function toInspection(inspected: Inspected, secrets: readonly string[]): Inspection {
  const { protocolVersions, serverInfo, capabilities, lists } = inspected
  // In a URL, a secret is encoded.
  const hidden = secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())])
  // Also as it is recorded, without the control characters that separate the parts of a secret.
  const isPublic = (text: unknown) =>
    typeof text !== 'string' || [text, toSafeLine(text)].every((form) => !hidden.some((secret) => form.includes(secret)))
  const own = (value: unknown, maxLength: number) => (isPublic(value) ? toText(value, maxLength) : '')
  const toList = (name: ListName, key: string, maxLength: number) => {
    const items = lists[name]
    if (items === undefined) return undefined
    const texts = items.map((item) => (isRecord(item) ? item[key] : undefined))
    const isRecorded = texts.length <= MAX_INSPECTED_ITEMS.names && texts.every(isPublic)
    const names = isRecorded ? toSorted(texts.map((text) => toText(text, maxLength)).filter((text) => text !== '')) : undefined
    return { count: items.length, names }
  }
  const toNamed = (name: ListName) => {
    const list = toList(name, 'name', MAX_INSPECTED_LENGTH.name)
    return field(name, list && { count: list.count, ...field('names', list.names) })
  }
  const templates = toList('resourceTemplates', 'uriTemplate', MAX_INSPECTED_LENGTH.uriTemplate)
  return {
    protocolVersions: protocolVersions.map((text) => own(text, MAX_INSPECTED_LENGTH.protocolVersion)).filter(Boolean),
    serverInfo: {
      name: own(serverInfo['name'], MAX_INSPECTED_LENGTH.name),
      version: own(serverInfo['version'], MAX_INSPECTED_LENGTH.version),
    },
    capabilities: listCapabilities(capabilities).filter(isPublic),
    ...toNamed('tools'),
    ...toNamed('prompts'),
    ...toNamed('resources'),
    ...field('resourceTemplates', templates && { count: templates.count, ...field('uriTemplates', templates.names) }),
  }
}

/** `tools`, and `resources.subscribe` where such a flag is set. */
function listCapabilities(capabilities: Readonly<Record<string, unknown>>): string[] {
  const names = Object.entries(capabilities)
    .slice(0, MAX_INSPECTED_ITEMS.capabilities)
    .flatMap(([name, value]) =>
      isRecord(value) ? [name, ...Object.keys(value).flatMap((flag) => (value[flag] === true ? [`${name}.${flag}`] : []))] : [],
    )
  const texts = names.map((name) => toText(name, MAX_INSPECTED_LENGTH.capability)).filter((text) => text !== '')
  return toSorted(texts).slice(0, MAX_INSPECTED_ITEMS.capabilities)
}

/** The distinct texts, in an order that does not depend on the locale. */
function toSorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort()
}

function toText(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') return ''
  // A character has up to two UTF-16 code units; what is left out may double that.
  const line = toSafeLine(value.slice(0, 8 * maxLength)).toWellFormed()
  return Array.from(line).slice(0, maxLength).join('').trim()
}
