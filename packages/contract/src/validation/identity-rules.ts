import type { JsonPath } from '../json/json-path.js'
import { parseServerName } from '../server-name.js'
import { isRangeLike } from '../version.js'
import { asText, ownField } from './loose.js'
import type { Report } from './report.js'
import { quote } from './quote.js'
import { isUnfilled } from './unfilled.js'

/** What `init` writes where the publisher is to describe the server; a document that still says so is refused. */
export const DESCRIPTION_PLACEHOLDER = 'Describe in one sentence what this server does'

/** The rules of what a server is called: name, version, title, description. */
export function checkIdentity(server: unknown, report: Report): void {
  const name = asText(ownField(server, 'name'))
  const result = name === undefined ? undefined : parseServerName(name)
  if (result?.ok === false) report('invalid-server-name', ['name'], result.errors.join(' '))

  const version = asText(ownField(server, 'version'))
  if (version === 'latest')
    report(
      'reserved-version-string',
      ['version'],
      '"latest" stands for the highest version; publish an exact one, such as 1.0.0.',
    )
  else if (version !== undefined) checkVersion(version, ['version'], report)

  const title = asText(ownField(server, 'title'))
  if (title && title.trim() === '')
    report('title-whitespace-only', ['title'], 'The title is blank. Give the server a title for people, or leave the field out.')

  if (asText(ownField(server, 'description'))?.trim() === DESCRIPTION_PLACEHOLDER) {
    const message = 'The description is still the placeholder of the template. Say in one sentence what the server does.'
    report('description-placeholder', ['description'], message)
  }
}

/** The rules that hold for the version of a server as for that of a package. */
export function checkVersion(version: string, path: JsonPath, report: Report): void {
  const fault = findVersionFault(version)
  if (fault) report(fault.reference, path, fault.message)
}

/** What is wrong with a version, whatever it is the version of. */
export function findVersionFault(version: string): { readonly reference: string; readonly message: string } | undefined {
  const shown = quote(version)
  const invalid = (message: string) => ({ reference: 'invalid-version', message })
  if (isUnfilled(version))
    return invalid(`${shown} is a placeholder that was not filled in. Give one exact version, such as 1.0.0.`)
  if (isRangeLike(version)) {
    const message = `${shown} names a range of versions. Give one exact version, such as 1.2.3.`
    return { reference: 'version-looks-like-range', message }
  }
  if (version.trim() === '') return invalid('The version is empty. Give one exact version, such as 1.0.0.')
  if (version !== version.trim() || /\p{Cc}/u.test(version))
    return invalid(`${shown} has white space around it or control characters in it. Remove them.`)
  if (version === '.' || version === '..')
    return invalid(`${shown} cannot be part of a URL. Give one exact version, such as 1.0.0.`)
  return undefined
}
