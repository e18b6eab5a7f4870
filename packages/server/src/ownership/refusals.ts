import { declaresServer, PACKAGE_FORMS, type PackageType, RegistryError } from '@mcp-registry/contract'
import type { PackageEntry } from './package-check.js'

/** Throws unless the package declares the name of the server. `remedy` states what to add, and where. */
export function requireMarker(
  label: string,
  place: string,
  markers: readonly string[],
  serverName: string,
  remedy: string,
): void {
  if (declaresServer(markers, serverName)) return
  if (markers.length === 0)
    throw new RegistryError('package-marker-missing', `${label} does not name its server in ${place}. ${remedy}`)
  const found = markers.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 200)))
  throw new RegistryError(
    'package-marker-mismatch',
    `${label} names ${found.join(', ')} in ${place}, not ${JSON.stringify(serverName)}. ${remedy}`,
  )
}

/** The package, or only this version of it, does not exist. `fault` is why it cannot. */
export function notFound(label: string, where: string, isKnown: boolean, fault?: string): RegistryError {
  // With a fault, waiting does not help.
  if (isKnown && fault === undefined)
    return new RegistryError(
      'package-not-yet-visible',
      `${label} does not exist at ${where}, but other versions do. If it was published just now, try again in a minute; otherwise correct the version.`,
      { retryAfterSeconds: 60 },
    )
  const first = isKnown ? ', but other versions do.' : '. Publish the package there first, then the server.'
  const reason = fault === undefined ? '' : ` ${fault}`
  return new RegistryError('package-not-found', `${label} does not exist at ${where}${first}${reason}`)
}

/** The identifier of a package; throws if it is malformed for the package type. */
export function requireIdentifier(label: string, type: PackageType, { identifier }: PackageEntry): string {
  const fault = PACKAGE_FORMS[type].findIdentifierFault(identifier)
  if (fault === undefined) return identifier
  throw new RegistryError('package-invalid-identifier', `${label} cannot be looked up. ${fault}`)
}

/** The version of a package; throws if it is missing or malformed for the package type. */
export function requireVersion(label: string, type: PackageType, { version = '' }: PackageEntry): string {
  const fault = PACKAGE_FORMS[type].findVersionFault(version)
  if (fault === undefined) return version
  throw new RegistryError('package-invalid-version', `${label} cannot be looked up. ${fault}`)
}

/** The package registry is unavailable, or its response does not allow a conclusion about the package. */
export function upstreamUnavailable(
  label: string,
  what: string,
  options: ErrorOptions & { retryAfterSeconds?: number } = {},
): RegistryError {
  return new RegistryError('package-upstream-unavailable', `${label} could not be checked: ${what} Try again later.`, {
    retryAfterSeconds: 30,
    ...options,
  })
}
