import type { JsonPath } from '../json/json-path.js'
import { MAX_CLIENT_ITEMS, MAX_CLIENT_PATH_LENGTH } from '../limits.js'
import { asList, asObject, asText, ownField } from '../validation/json-access.js'
import { quote } from '../validation/quote.js'
import { listPlaceholders } from '../validation/url-template.js'
import { CLIENT_TRANSPORTS, type ClientTransport } from './client-configuration.js'
import type { ClientReport, ClientRule } from './client-rules.js'

const PLACEHOLDERS: Readonly<
  Record<ClientTransport, { readonly allowed: readonly string[]; readonly needed: readonly string[] }>
> = {
  stdio: { allowed: ['name', 'command', 'args', 'env'], needed: ['command', 'args'] },
  'streamable-http': { allowed: ['name', 'url', 'headers'], needed: ['url'] },
  sse: { allowed: ['name', 'url', 'headers'], needed: ['url'] },
}

/** The templates of entries can be filled, and files and templates come together. */
export const checkEntries: ClientRule = (client, report) => {
  const configuration = ownField(client, 'configuration')
  const entries = ownField(configuration, 'entries')
  const at = ['configuration', 'entries']
  const files = asList(ownField(configuration, 'files'))
  if (files.length > 0 && entries === undefined)
    report('client-entries-required', at, 'The client has files, so configuration.entries must say what an entry looks like.')
  for (const transport of CLIENT_TRANSPORTS) {
    const template = ownField(entries, transport)
    if (template === undefined) continue
    checkTemplate([...at, transport], template, PLACEHOLDERS[transport], report)
    if (ownField(ownField(ownField(client, 'transports'), transport), 'support') === 'unsupported')
      report(
        'client-entry-unsupported',
        [...at, transport],
        `There is an entry for ${transport}, which the client does not support.`,
      )
  }
}

/** A reference to a secret names it, or all secrets would be the same. */
export const checkSecrets: ClientRule = (client, report) => {
  const reference = ownField(ownField(ownField(client, 'configuration'), 'secrets'), 'reference')
  if (asText(reference)?.includes('{name}') === false)
    report(
      'placeholder-required',
      ['configuration', 'secrets', 'reference'],
      'The reference must contain "{name}", the name of the secret.',
    )
}

function checkTemplate(
  path: JsonPath,
  template: unknown,
  { allowed, needed }: (typeof PLACEHOLDERS)[ClientTransport],
  report: ClientReport,
): void {
  const found = new Set<string>()
  for (const [field, value] of Object.entries(asObject(template)).slice(0, MAX_CLIENT_ITEMS.fields)) {
    for (const text of Array.isArray(value) ? asList(value) : [value]) {
      for (const name of listNames(text)) {
        found.add(name)
        if (allowed.includes(name) && text === `{${name}}`) continue
        const remedy = `An entry of this transport has only ${allowed.map((one) => `"{${one}}"`).join(', ')}, each as a whole value.`
        report('unknown-placeholder', [...path, field], `${quote(text)} cannot be filled. ${remedy}`)
      }
    }
  }
  for (const name of needed) {
    if (!found.has(name))
      report('placeholder-required', path, `The entry must contain "{${name}}", or every server would be the same.`)
  }
}

const LINK_PLACEHOLDERS = ['name', 'serverName', 'url', 'command', 'args', 'env', 'inputs', 'config']
const COMMAND_PLACEHOLDERS = ['name', 'url', 'command', 'args', 'env', 'header', 'scope', 'config']
/** Schemes that run what follows, or open a file of the machine. */
const UNSAFE_SCHEMES = ['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'http']

/** Links and commands can be filled, and a link opens the client and nothing else. */
export const checkLaunchers: ClientRule = (client, report) => {
  const configuration = ownField(client, 'configuration')
  for (const [index, link] of asList(ownField(configuration, 'links')).entries()) {
    const path = ['configuration', 'links', index, 'template']
    const template = asText(ownField(link, 'template'))
    if (template === undefined || template.length > MAX_CLIENT_PATH_LENGTH) continue
    const scheme = /^([a-z][a-z0-9+.-]*):/.exec(template)?.[1]
    if (scheme === undefined || UNSAFE_SCHEMES.includes(scheme))
      report('unsafe-link', path, `${quote(template)} must start with https: or the scheme of the client.`)
    checkNames(path, listPlaceholders(template), LINK_PLACEHOLDERS, report)
    checkConfig(path, link, listPlaceholders(template), report)
  }
  for (const [index, command] of asList(ownField(configuration, 'commands')).entries()) {
    const path = ['configuration', 'commands', index, 'words']
    const names = asList(ownField(command, 'words')).flat().flatMap(listNames)
    checkNames(path, names, COMMAND_PLACEHOLDERS, report)
    checkConfig(path, command, names, report)
    if (names.includes('scope') === (asList(ownField(command, 'scopes')).length === 0))
      report('scope-required', path, '"{scope}" must be in the words of a command that has scopes, and in no other.')
  }
}

function checkNames(path: JsonPath, names: readonly string[], allowed: readonly string[], report: ClientReport): void {
  for (const name of names)
    if (!allowed.includes(name))
      report(
        'unknown-placeholder',
        path,
        `"{${name}}" cannot be filled. It has only ${allowed.map((one) => `"{${one}}"`).join(', ')}.`,
      )
}

function checkConfig(path: JsonPath, owner: unknown, names: readonly string[], report: ClientReport): void {
  if (names.includes('config') !== (ownField(owner, 'config') !== undefined))
    report(
      'config-required',
      path,
      '"{config}" needs the field config, which says how it is encoded, and the field needs "{config}".',
    )
}

/** Paths are those of the files of a user or a project, and of nothing else. */
export const checkPaths: ClientRule = (client, report) => {
  const configuration = ownField(client, 'configuration')
  for (const list of ['files', 'policies']) {
    for (const [index, file] of asList(ownField(configuration, list)).entries()) {
      const at = ['configuration', list, index]
      const isInProject = list === 'files' && ownField(file, 'scope') !== 'user'
      for (const [platform, value] of Object.entries(asObject(ownField(file, 'paths'))).slice(0, MAX_CLIENT_ITEMS.platforms)) {
        const path = asText(value)
        if (path === undefined || path.length > MAX_CLIENT_PATH_LENGTH) continue
        const isGood = isInProject ? isRelative(path) : isAbsolute(path)
        if (isGood && !path.split(/[\\/]/).includes('..')) continue
        const remedy = isInProject
          ? 'The path of a project file is relative to the root of the project, with slashes.'
          : 'The path starts with "~/", "/", a drive or a variable such as "%APPDATA%\\".'
        report('invalid-client-path', [...at, 'paths', platform], `${quote(path)} is not the path of a file. ${remedy}`)
      }
      for (const [number, key] of asList(ownField(file, 'key')).entries())
        if (key === '__proto__') report('invalid-key', [...at, 'key', number], '"__proto__" is not a key of a file.')
    }
  }
}

function isRelative(path: string): boolean {
  return !path.includes('\\') && !/^(?:[/~%]|[A-Za-z]:)/.test(path)
}

function isAbsolute(path: string): boolean {
  return /^(?:~\/|\/|%[A-Za-z]+%\\|[A-Z]:\\)/.test(path)
}

function listNames(value: unknown): readonly string[] {
  const text = asText(value)
  return text === undefined || text.length > MAX_CLIENT_PATH_LENGTH ? [] : listPlaceholders(text)
}
