import { declaresServer, type PackageType } from '@mcp-registry/contract'
import type { ChosenPackage } from './choose-program.js'
import { SERVER_NAME_LABEL } from './dockerfile.js'
import { field } from './field.js'

/** How the ownership of a package is declared, and the steps that remain. */
export interface Advice {
  readonly registryType: PackageType
  /** The file to change. */
  readonly file: string
  /** Whether the file already contains the declaration. */
  readonly isDone: boolean
  /** The instructions, including the exact text. */
  readonly text: string
  /** Why the declaration does not reach the package registry yet, and the remedy. */
  readonly fault?: string
}

const TO_TEXT: Readonly<Record<PackageType, (name: string) => string>> = {
  npm: (name) => `add "mcpName": ${JSON.stringify(name)} to it, then publish to npm`,
  pypi: (name) => `add <!-- mcp-name: ${name} --> to it: it is the description on PyPI`,
  nuget: (name) => `add <!-- mcp-name: ${name} --> to it: it is packed into the package`,
  cargo: (name) => `add "mcp-name: ${name}" to it as visible text: comments do not survive there`,
  oci: (name) => `add LABEL ${SERVER_NAME_LABEL}="${name}" to it`,
  mcpb: () => 'attach the packed bundle to a release, and put its SHA-256 into fileSha256',
  go: () => 'nothing to add: the module path shows the owner. Push a tag of the version',
}

/** The advice for a package. */
export function toAdvice({ source, markerFile, markerFault, serverName, package: found }: ChosenPackage, name: string): Advice {
  const isDeclared = serverName !== undefined && declaresServer([serverName], name)
  const isDone = isDeclared || found.registryType === 'go' || found.fileSha256 !== undefined
  const isOther = serverName !== undefined && !isDeclared
  const remark = isOther ? ` (it names ${serverName} now)` : ''
  const text = `${TO_TEXT[found.registryType](name)}${remark}`
  return { registryType: found.registryType, file: markerFile ?? source, isDone, text, ...field('fault', markerFault) }
}
