import { declaresServer, type PackageType } from '@mcp-registry/contract'
import { SERVER_NAME_LABEL } from './dockerfile.js'
import type { ProjectFacts } from './project-facts.js'

/** How the ownership of a package is declared, and the steps that remain. */
export interface Advice {
  readonly registryType: PackageType
  /** The file to change. */
  readonly file: string
  /** Whether the file already contains the declaration. */
  readonly isDone: boolean
  /** The instructions, including the exact text. */
  readonly text: string
}

const TO_TEXT: Readonly<Record<PackageType, (name: string) => { readonly file?: string; readonly text: string }>> = {
  npm: (name) => ({ text: `add "mcpName": ${JSON.stringify(name)} to it, then publish to npm` }),
  pypi: (name) => ({ file: 'README.md', text: `add <!-- mcp-name: ${name} --> to it: it is the description on PyPI` }),
  nuget: (name) => ({ file: 'README.md', text: `add <!-- mcp-name: ${name} --> to it, and pack it (PackageReadmeFile)` }),
  cargo: (name) => ({ file: 'README.md', text: `add "mcp-name: ${name}" to it as visible text: comments do not survive there` }),
  oci: (name) => ({ text: `add LABEL ${SERVER_NAME_LABEL}="${name}" to it, and check that the image is called so` }),
  mcpb: () => ({ text: 'attach the packed bundle to a release, and put its SHA-256 into fileSha256' }),
  go: () => ({ text: 'nothing to add: the module path shows the owner. Push a tag of the version' }),
}

/** The advice for the package that a file describes. */
export function toAdvice({ source, serverName, package: found }: ProjectFacts, name: string): Advice | undefined {
  if (found === undefined) return undefined
  const { file = source, text } = TO_TEXT[found.registryType](name)
  const isDeclared = serverName !== undefined && declaresServer([serverName], name)
  const isDone = isDeclared || found.registryType === 'go' || found.fileSha256 !== undefined
  const isOther = serverName !== undefined && !isDeclared
  const remark = isOther ? ` (it names ${serverName} now)` : ''
  return { registryType: found.registryType, file, isDone, text: `${text}${remark}` }
}
