import type { JsonPath } from '../json/json-path.js'
import { parseServerName } from '../server-name.js'
import { isRangeLike } from '../version.js'
import { asText, ownField } from './json-access.js'
import type { Report } from './report.js'
import { quote } from './quote.js'
import { isUnfilled } from './unfilled.js'

/** The description in the template that `init` writes. A document that still contains it is rejected. */
export const DESCRIPTION_PLACEHOLDER = 'Describe in one sentence what this server does'

/** The descriptions of templates: that of {@link DESCRIPTION_PLACEHOLDER}, and that of the official command. */
const TEMPLATE_DESCRIPTIONS = [DESCRIPTION_PLACEHOLDER, 'An MCP server that provides [describe what your server does]']

/** The rules for name, version, title and description. */
export function checkIdentity(server: unknown, report: Report): void {
  const name = asText(ownField(server, 'name'))
  const result = name === undefined ? undefined : parseServerName(name)
  if (result?.ok === false) report('invalid-server-name', ['name'], result.errors.join(' '))

  const version = asText(ownField(server, 'version'))
  if (version === 'latest')
    report(
      'reserved-version-string',
      ['version'],
      '"latest" is reserved for the latest version. Use an exact version, such as 1.0.0.',
    )
  else if (version !== undefined) checkVersion(version, ['version'], report)

  const title = asText(ownField(server, 'title'))
  if (title && title.trim() === '')
    report('title-whitespace-only', ['title'], 'The title is blank. Add a title or omit the field.')

  if (isTemplateDescription(asText(ownField(server, 'description')) ?? '')) {
    const message = 'The description is still the placeholder of the template. Describe in one sentence what the server does.'
    report('description-placeholder', ['description'], message)
  }
}

function isTemplateDescription(description: string): boolean {
  const bare = description.trim().toLowerCase().replace(/\.$/, '')
  return TEMPLATE_DESCRIPTIONS.some((template) => template.toLowerCase() === bare)
}

/** The rules for the version of a server or package. */
export function checkVersion(version: string, path: JsonPath, report: Report): void {
  const fault = findVersionFault(version)
  if (fault) report(fault.reference, path, fault.message)
}

/** The reason the version of a server or package is invalid; undefined if it is valid. */
export function findVersionFault(version: string): { readonly reference: string; readonly message: string } | undefined {
  const shown = quote(version)
  const invalid = (message: string) => ({ reference: 'invalid-version', message })
  if (isUnfilled(version)) return invalid(`${shown} is an unreplaced placeholder. Use one exact version, such as 1.0.0.`)
  if (isRangeLike(version)) {
    const message = `${shown} is a version range. Use one exact version, such as 1.2.3.`
    return { reference: 'version-looks-like-range', message }
  }
  if (version.trim() === '') return invalid('The version is empty. Use one exact version, such as 1.0.0.')
  if (version !== version.trim() || /\p{Cc}/u.test(version))
    return invalid(`${shown} has leading or trailing white space, or control characters. Remove them.`)
  if (version === '.' || version === '..')
    return invalid(`${shown} cannot be part of a URL. Use one exact version, such as 1.0.0.`)
  return undefined
}
