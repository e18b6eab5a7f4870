import { PACKAGE_TYPES, type PackageType } from './server-json.js'
import { shorten } from './validation/quote.js'

// Common aliases of package types.
const OTHER_TYPE_NAMES: Readonly<Record<string, PackageType>> = {
  container: 'oci',
  crates: 'cargo',
  docker: 'oci',
  dockerhub: 'oci',
  dotnet: 'nuget',
  dxt: 'mcpb',
  ghcr: 'oci',
  golang: 'go',
  node: 'npm',
  npx: 'npm',
  pip: 'pypi',
  python: 'pypi',
  rust: 'cargo',
  uv: 'pypi',
  uvx: 'pypi',
}

/** The message about a package type whose ownership cannot be verified, with the type that was probably meant. */
export function toUnknownPackageTypeText(type: string): string {
  const meant = findMeantPackageType(type)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return `Registries that verify packages refuse the type ${shorten(type)}. They verify ${PACKAGE_TYPES.join(', ')}.${hint}`
}

/** The package type that a word means: its name in any case, or another name of it. */
export function findMeantPackageType(word: string): PackageType | undefined {
  const folded = word.toLowerCase()
  return Object.hasOwn(OTHER_TYPE_NAMES, folded) ? OTHER_TYPE_NAMES[folded] : PACKAGE_TYPES.find((known) => known === folded)
}
