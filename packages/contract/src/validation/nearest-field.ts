import { countTypos } from '../count-typos.js'

/** Field names from other formats. A name applies only to objects that have the corresponding field. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['args', ['packageArguments']],
  ['arguments', ['packageArguments']],
  ['checksum', ['fileSha256']],
  ['defaultvalue', ['default']],
  ['desc', ['description']],
  ['displayname', ['title']],
  ['docs', ['websiteUrl']],
  ['documentation', ['websiteUrl']],
  ['endpoint', ['url']],
  ['enum', ['choices']],
  ['env', ['environmentVariables']],
  ['environment', ['environmentVariables']],
  ['envvars', ['environmentVariables']],
  ['example', ['placeholder']],
  ['hash', ['fileSha256']],
  ['hint', ['valueHint', 'runtimeHint']],
  ['homepage', ['websiteUrl']],
  ['icon', ['icons']],
  ['iconurl', ['icons']],
  ['image', ['identifier']],
  ['key', ['name']],
  ['logo', ['icons']],
  ['name', ['identifier']],
  ['options', ['choices']],
  ['package', ['packages', 'identifier']],
  ['packagename', ['identifier']],
  ['packagetype', ['registryType']],
  ['packageversion', ['version']],
  ['protocol', ['type']],
  ['registry', ['registryType']],
  ['registryname', ['registryType']],
  ['registryurl', ['registryBaseUrl']],
  ['remote', ['remotes']],
  ['repeated', ['isRepeated']],
  ['repo', ['repository']],
  ['required', ['isRequired']],
  ['runtime', ['runtimeHint']],
  ['secret', ['isSecret']],
  ['sensitive', ['isSecret']],
  ['sha256', ['fileSha256']],
  ['size', ['sizes']],
  ['summary', ['description']],
  ['transport', ['type']],
  ['transports', ['transport']],
  ['transporttype', ['transport', 'type']],
  ['type', ['registryType']],
  ['uri', ['url', 'src']],
  ['url', ['src']],
  ['website', ['websiteUrl']],
])

/** Longer keys are not compared: no field is that long, and the cost grows with the length. */
const MAX_COMPARED_LENGTH = 40

/** The maximum number of comparisons, which cost time. Documents rarely have more than a few unknown fields. */
const MAX_KEYS_COMPARED = 50

/** The field that an unknown key most likely means. */
export interface NearestField {
  readonly field: string
  /** Whether the key is a misspelling of the field rather than an alias. */
  readonly isMisspelling: boolean
}

/** The nearest field of an object; undefined if none is close enough. */
export function findNearestField(key: string, fields: Iterable<string>): NearestField | undefined {
  if (key.length > MAX_COMPARED_LENGTH) return undefined
  const known = [...fields]
  const same = findSameField(key, known)
  if (same !== undefined) return { field: same, isMisspelling: true }
  const bare = toBare(key)
  const other = OTHER_NAMES.get(bare)?.find((field) => known.includes(field))
  if (other !== undefined) return { field: other, isMisspelling: false }
  const mistyped = known.find((field) => countTypos(bare, toBare(field), toMaxTypos(bare)) <= toMaxTypos(bare))
  return mistyped === undefined ? undefined : { field: mistyped, isMisspelling: true }
}

/** The key of an object that is a misspelling or an alias of a missing field. */
export function findMisspelling(
  field: string,
  object: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): string | undefined {
  const unknown = Object.keys(object).filter((key) => !fields.includes(key))
  return unknown.slice(0, MAX_KEYS_COMPARED).find((key) => findNearestField(key, fields)?.field === field)
}

/** The field that is equal except for case, underscores and dashes: `environmentVariables` for `environment_variables`. */
export function findSameField(key: string, fields: Iterable<string>): string | undefined {
  if (key.length > MAX_COMPARED_LENGTH) return undefined
  const bare = toBare(key)
  for (const field of fields) if (toBare(field) === bare) return field
  return undefined
}

/** Normalises snake_case, kebab-case and camelCase. */
function toBare(key: string): string {
  return key.replaceAll(/[_-]/g, '').toLowerCase()
}

// In short words, two differing letters usually indicate a different word.
function toMaxTypos(bare: string): number {
  return bare.length < 5 ? 0 : bare.length < 9 ? 1 : 2
}
