import type { JsonPath } from '../json/json-path.js'
import { asList, asText, ownField } from './json-access.js'
import type { Report } from './report.js'
import { findWebUrlFault, type WebUrlFault } from './web-url.js'
import { quote } from './quote.js'
import { isUnfilledUrl, toUnfilledText } from './unfilled.js'

/** The rules for the URLs of the repository, website and icons. */
export function checkLinks(server: unknown, report: Report): void {
  checkRepository(ownField(server, 'repository'), report)
  checkWebUrl(asText(ownField(server, 'websiteUrl')), ['websiteUrl'], WEBSITE_RULES, report)
  for (const [index, icon] of asList(ownField(server, 'icons')).entries())
    checkWebUrl(asText(ownField(icon, 'src')), ['icons', index, 'src'], ICON_RULES, report)
}

// GitLab supports nested groups; GitHub does not.
const REPOSITORIES: ReadonlyMap<string, RegExp> = new Map([
  ['github', /^https:\/\/(?:www\.)?github\.com\/[\w.-]+\/[\w.-]+\/?$/i],
  ['gitlab', /^https:\/\/(?:www\.)?gitlab\.com(?:\/[\w.-]+){2,}\/?$/i],
])

function checkRepository(repository: unknown, report: Report): void {
  const url = asText(ownField(repository, 'url'))
  const source = asText(ownField(repository, 'source'))
  if (url !== undefined && isUnfilledUrl(url)) {
    report('unfilled-placeholder', ['repository', 'url'], toUnfilledText(url))
  } else if (url !== undefined && source !== undefined) {
    const pattern = REPOSITORIES.get(source)
    if (source === '') {
      report('repository-source-required', ['repository', 'source'], 'The repository has no source. Use "github" or "gitlab".')
    } else if (!pattern) {
      const message = `The source of a repository must be "github" or "gitlab", not ${quote(source)}. Omit the repository if it is hosted elsewhere.`
      report('invalid-repository-url', ['repository', 'source'], message)
    } else if (url === '') {
      report('repository-url-required', ['repository', 'url'], 'The repository has no URL. Add the URL or omit the repository.')
    } else if (!pattern.test(url) || /\/(?:\.{1,2}|-)(?:\/|$)/.test(url)) {
      const message = `${quote(url)} is not the URL of a ${source} repository, https://${source}.com/<owner>/<repository>.`
      report('invalid-repository-url', ['repository', 'url'], message)
    }
  }
  const subfolder = asText(ownField(repository, 'subfolder'))
  if (subfolder && !isCleanRelativePath(subfolder)) {
    const message = `${quote(subfolder)} is not a clean relative path, such as "packages/weather": without a slash at either end, and without empty, "." or ".." segments.`
    report('invalid-subfolder-path', ['repository', 'subfolder'], message)
  }
}

function isCleanRelativePath(path: string): boolean {
  if (/[\\\p{Cc}]/u.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

const WEBSITE_RULES: Record<WebUrlFault, string> = {
  'not-a-url': 'invalid-website-url',
  relative: 'website-url-must-be-absolute',
  'not-https': 'website-url-invalid-scheme',
  credentials: 'invalid-website-url',
}

const ICON_RULES: Record<WebUrlFault, string> = {
  'not-a-url': 'icon-src-invalid-url',
  relative: 'icon-src-not-absolute',
  'not-https': 'icon-src-invalid-scheme',
  credentials: 'icon-src-invalid-url',
}

const PREDICATES: Record<WebUrlFault, string> = {
  'not-a-url': 'is not a URL',
  relative: 'is a relative URL; it must start with https://',
  'not-https': 'does not start with https://',
  credentials: 'contains a user name or password, which would be public',
}

function checkWebUrl(text: string | undefined, path: JsonPath, rules: Record<WebUrlFault, string>, report: Report): void {
  if (text === undefined) return
  if (isUnfilledUrl(text)) {
    report('unfilled-placeholder', path, toUnfilledText(text))
    return
  }
  const fault = findWebUrlFault(text)
  if (fault) report(rules[fault], path, `${quote(text)} ${PREDICATES[fault]}.`)
}
