import { type Inspection, INSPECTION_KEY, MAX_PUBLISHER_META_BYTES } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'

type Meta = Readonly<Record<string, unknown>>

const LISTS = ['tools', 'prompts', 'resources', 'resourceTemplates'] as const

/**
 * The inspection with as many names as fit into the publisher metadata beside its other fields. Lists lose their names as a whole, the
 * longest first, and keep their counts.
 */
export function fitInspection(inspection: Inspection, meta: Meta): Inspection {
  let fitting = inspection
  for (;;) {
    const bytes = countBytes({ ...meta, [INSPECTION_KEY]: fitting })
    if (bytes <= MAX_PUBLISHER_META_BYTES) return fitting
    const current = fitting
    const [longest] = LISTS.map((list) => ({ list, bytes: countBytes(current[list]) - countBytes(toCount(current[list])) }))
      .filter((each) => each.bytes > 0)
      .sort((a, b) => b.bytes - a.bytes)
    if (longest === undefined)
      throw new CommandError(
        `The publisher metadata of the document would have ${bytes} bytes even without names; at most ${MAX_PUBLISHER_META_BYTES} are allowed. Shorten its other fields.`,
      )
    fitting = { ...fitting, [longest.list]: toCount(fitting[longest.list]) }
  }
}

function toCount(list: { readonly count: number } | undefined): { readonly count: number } | undefined {
  return list && { count: list.count }
}

function countBytes(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value))
}
