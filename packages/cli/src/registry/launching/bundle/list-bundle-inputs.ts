import type { LaunchInput } from '@mcp-registry/client'
import { isRecord } from '@mcp-registry/contract'

/** The `user_config` of a bundle manifest, converted to launch inputs. */
export function listBundleInputs(manifest: string): LaunchInput[] {
  return Object.entries(readUserConfig(manifest)).flatMap(([id, field]) => {
    if (!isRecord(field)) return []
    const { type, title, description, required, sensitive, multiple, default: preset } = field
    const about = typeof description === 'string' ? description : title
    return [
      {
        id,
        target: 'environment',
        name: id,
        isRequired: required === true && preset === undefined,
        isSecret: sensitive === true,
        isRepeated: multiple === true,
        format: type === 'number' || type === 'boolean' ? type : type === 'file' || type === 'directory' ? 'filepath' : 'string',
        ...(typeof about === 'string' && { description: about }),
      },
    ]
  })
}

function readUserConfig(manifest: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(manifest)
    return isRecord(value) && isRecord(value['user_config']) ? value['user_config'] : {}
  } catch {
    return {}
  }
}
