import type { Inspection } from '@mcp-registry/contract'
import { toSafeLine } from './safe-text.js'

const MAX_LISTED = 50

/** An inspection for people: rows of a label and a line that is safe to print. */
export function listInspectionFacts(inspection: Inspection): (readonly [label: string, text: string])[] {
  const { protocolVersions, serverInfo, capabilities, tools, prompts, resources, resourceTemplates: templates } = inspection
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['server', `${serverInfo.name} ${serverInfo.version}`],
    ['protocol', protocolVersions.join(', ')],
    ['can', capabilities.join(', ')],
    ['tools', tools && toListText(tools.count, tools.names)],
    ['prompts', prompts && toListText(prompts.count, prompts.names)],
    ['resources', resources && toListText(resources.count, resources.names)],
    ['templates', templates && toListText(templates.count, templates.uriTemplates)],
  ]
  return rows.flatMap(([label, text = '']) => (text.trim() === '' ? [] : [[label, toSafeLine(text)] as const]))
}

function toListText(count: number, names: readonly string[] | undefined): string {
  if (names === undefined || names.length === 0) return String(count)
  return `${count}: ${names.slice(0, MAX_LISTED).join(', ')}${count > Math.min(MAX_LISTED, names.length) ? ', …' : ''}`
}
