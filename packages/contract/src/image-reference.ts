import type { Result } from './result.js'

/** The default registry of image references without a host, and its aliases. */
const DEFAULT_IMAGE_HOST = 'docker.io'
const DEFAULT_IMAGE_HOST_ALIASES: readonly string[] = ['index.docker.io', 'registry-1.docker.io']

/** A parsed image reference, as `docker pull` interprets it. */
export interface ImageReference {
  /** Includes the port, if any. */
  readonly host: string
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

// The grammar of the distribution project, restated here because its npm port backtracks for minutes on sixty bytes, and the fixed version
// needs a native module. Each part begins with a character that the previous part cannot contain, so matching takes linear time.
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*(?::[0-9]{1,5})?$`)
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/
const MAX_NAME_LENGTH = 255

/** Parses `[host/]repository[:tag][@sha256:…]`; a tag or a digest is required. */
export function parseImageReference(text: string): Result<ImageReference> {
  const scheme = /^[a-z]{2,10}:\/\//i.exec(text)?.[0]
  if (scheme !== undefined) {
    const error = `An image reference is not a URL. Remove ${scheme}, as in host/repository:tag.`
    return { ok: false, errors: [error] }
  }
  const [named = '', digest, ...more] = text.split('@')
  // A colon before the last slash separates the port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const name = colon === -1 ? named : named.slice(0, colon)
  const tag = colon === -1 ? undefined : named.slice(colon + 1)
  const { host, repository } = toHostAndRepository(name)
  const errors: string[] = []
  if (name.length > MAX_NAME_LENGTH) errors.push(`The name of an image has at most ${MAX_NAME_LENGTH} characters.`)
  else {
    if (!REPOSITORY.test(repository))
      errors.push(
        repository !== repository.toLowerCase() && REPOSITORY.test(repository.toLowerCase())
          ? 'The path of an image is lower-case. Write it so, also in the command that pushes the image.'
          : 'The path of an image consists of lower-case letters and digits, separated by a dot, one or two underscores, dashes or a slash.',
      )
    if (!HOST.test(host)) errors.push('The host of an image is a host name, optionally with a port.')
  }
  if (tag !== undefined && !TAG.test(tag))
    errors.push(
      'A tag consists of up to 128 letters, digits, underscores, dots and dashes, and does not start with a dot or a dash.',
    )
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest)))
    errors.push('A digest is @sha256: and 64 lower-case hexadecimal digits.')
  if (tag === undefined && digest === undefined)
    errors.push('Add a tag or a digest: host/repository:tag or host/repository@sha256:….')
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: { host: host.toLowerCase(), repository, tag, digest } }
}

// The part before the first slash is a host if it contains a dot or colon, or is `localhost`.
function toHostAndRepository(name: string): { host: string; repository: string } {
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  const isHost = /[.:]/.test(first) || first === 'localhost'
  if (!isHost) return { host: DEFAULT_IMAGE_HOST, repository: slash === -1 ? `library/${name}` : name }
  const rest = name.slice(slash + 1)
  if (first !== DEFAULT_IMAGE_HOST && !DEFAULT_IMAGE_HOST_ALIASES.includes(first)) return { host: first, repository: rest }
  return { host: DEFAULT_IMAGE_HOST, repository: rest.includes('/') ? rest : `library/${rest}` }
}

/** The name of an image without its tag, its digest, and the parts that are defaults, for comparison; accepts any text. */
export function toImageRepository(image: string): string {
  const [name = ''] = image.split('@', 1)
  // A colon before the last slash separates the port.
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  const untagged = colon === -1 ? name : name.slice(0, colon)
  return untagged.replace(/^(?:docker\.io\/)?(?:library\/)?/, '')
}
