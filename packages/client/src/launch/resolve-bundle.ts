import { isRecord, type Result } from '@mcp-registry/contract'
import type { BundleLaunch, LaunchProblem, LaunchSecret, StdioLaunch } from './launch.js'
import { toList } from './read-entry.js'
import type { ResolveOptions } from './resolve-launch.js'
import { listSecrets, plain, type SecretSource, type Text, toPlain, toText } from './text.js'
import { toPlainString } from './to-plain-string.js'

/** The location of an unpacked bundle, and the values for its manifest. */
export interface BundleSite {
  /** The directory into which the bundle was unpacked. */
  readonly directory: string
  readonly platform: 'darwin' | 'linux' | 'win32'
  readonly homeDirectory: string
  /** The values of the manifest's `user_config`, by key. */
  readonly userConfig?: Readonly<Record<string, string | number | boolean | readonly string[]>>
}

/**
 * Resolves how an unpacked bundle is started: the command of its `manifest.json`, plus the arguments and environment of the document.
 * Values that the manifest marks as sensitive are secrets like those of the document, and may be deferred. Source: the MCPB manifest,
 * `server.mcp_config`, `platform_overrides` and `user_config`.
 */
export function resolveBundle(
  launch: BundleLaunch,
  manifestText: string,
  site: BundleSite,
  options: ResolveOptions = {},
): Result<StdioLaunch, LaunchProblem> {
  const manifest = parseManifest(manifestText)
  const base = manifest && isRecord(manifest['server']) ? manifest['server']['mcp_config'] : undefined
  if (manifest === undefined || !isRecord(base)) {
    return refuse('The manifest of the bundle has no server.mcp_config, which says how it is started.')
  }
  const overrides = isRecord(base['platform_overrides']) ? base['platform_overrides'][site.platform] : undefined
  const config = { ...base, ...(isRecord(overrides) ? overrides : {}) }
  const named = config['command']
  if (typeof named !== 'string' || named === '') return refuse('The manifest of the bundle names no command.')

  const answers = readAnswers(manifest['user_config'], site, options.deferSecrets === true)
  if (!answers.ok) return answers
  const expand = (text: string) => expandText(text, site, answers.value)
  const command = expand(named)
  const args = toList(config['args'])
    .map(toPlainString)
    .flatMap((text) => expandArgument(text, answers.value, expand))
  const declared = { ...toTexts(base['env']), ...(isRecord(overrides) ? toTexts(overrides['env']) : {}) }
  const env = Object.entries(declared).flatMap(([name, text]) =>
    Object.hasOwn(launch.env, name) ? [] : [[name, expand(text)] as const],
  )
  const secrets = listSecrets([
    [['command'], command],
    ...args.map((text, index) => [['args', index], text] as const),
    ...env.map(([name, text]) => [['env', name], text] as const),
  ])
  return {
    ok: true,
    value: {
      kind: 'stdio',
      command: toPlain(command),
      args: [...args.map(toPlain), ...launch.args],
      env: { ...Object.fromEntries(env.map(([name, text]) => [name, toPlain(text)])), ...launch.env },
      secrets: mergeSecrets(secrets, launch.secrets, args.length),
      warnings: launch.warnings,
      standIns: launch.standIns,
    },
  }
}

/** The secrets of the manifest and of the document, whose arguments follow the `offset` arguments of the manifest. */
function mergeSecrets(own: readonly LaunchSecret[], added: readonly LaunchSecret[], offset: number): LaunchSecret[] {
  const merged = new Map(own.map((secret) => [secret.id, secret]))
  for (const secret of added) {
    const spans = secret.spans.map((span) => {
      const [field, place] = span.path
      return field === 'args' && typeof place === 'number' ? { ...span, path: [field, place + offset] } : span
    })
    merged.set(secret.id, { ...secret, spans: [...(merged.get(secret.id)?.spans ?? []), ...spans] })
  }
  return [...merged.values()]
}

type Answers = ReadonlyMap<string, readonly Text[]>

function readAnswers(declared: unknown, site: BundleSite, deferSecrets: boolean): Result<Answers, LaunchProblem> {
  const answers = new Map<string, readonly Text[]>()
  const errors: LaunchProblem[] = []
  for (const [key, field] of Object.entries(isRecord(declared) ? declared : {})) {
    if (!isRecord(field)) continue
    const given = site.userConfig !== undefined && Object.hasOwn(site.userConfig, key) ? site.userConfig[key] : undefined
    const value = given ?? field['default']
    const texts = (Array.isArray(value) ? value : value === undefined ? [] : [value])
      .map(toPlainString)
      .filter((text) => text !== '')
    const secret = toSecret(key, field)
    if (texts.length > 0) {
      answers.set(
        key,
        texts.map((text) => toText(text, secret)),
      )
    } else if (field['required'] === true && secret !== undefined && deferSecrets) {
      answers.set(key, [toText('', { ...secret, isGiven: false })])
    } else if (field['required'] === true) {
      const what = typeof field['title'] === 'string' ? ` (${field['title']})` : ''
      errors.push({ code: 'missing-input', message: `"${key}" is needed${what}.`, input: key })
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: answers }
}

function toSecret(id: string, field: Readonly<Record<string, unknown>>): SecretSource | undefined {
  if (field['sensitive'] !== true) return undefined
  const description = field['description'] ?? field['title']
  return { id, ...(typeof description === 'string' && { description }), isGiven: true }
}

/** An argument that consists only of a `user_config` reference expands to one argument per value, or to none without a value. */
function expandArgument(text: string, answers: Answers, expand: (text: string) => Text): Text[] {
  const key = /^\$\{user_config\.([^}]+)\}$/.exec(text)?.[1]
  if (key === undefined) return [expand(text)]
  return (answers.get(key) ?? []).map((answer) => {
    const secret = answer.find((part) => part.secret !== undefined)?.secret
    return toText(toPlain(expand(toPlain(answer))), secret)
  })
}

function expandText(text: string, site: BundleSite, answers: Answers): Text {
  const separator = site.platform === 'win32' ? '\\' : '/'
  const folders: Readonly<Record<string, string>> = {
    __dirname: site.directory,
    HOME: site.homeDirectory,
    DESKTOP: [site.homeDirectory, 'Desktop'].join(separator),
    DOCUMENTS: [site.homeDirectory, 'Documents'].join(separator),
    DOWNLOADS: [site.homeDirectory, 'Downloads'].join(separator),
    pathSeparator: separator,
    '/': separator,
  }
  // With a capture group, split() returns the names at odd indexes.
  return text.split(/\$\{([^{}]+)\}/).flatMap((piece, index) => {
    if (index % 2 === 0) return plain(piece)
    if (piece.startsWith('user_config.')) return join(answers.get(piece.slice('user_config.'.length)) ?? [])
    return plain(Object.hasOwn(folders, piece) ? (folders[piece] ?? '') : `\${${piece}}`)
  })
}

function join(texts: readonly Text[]): Text {
  return texts.flatMap((text, index) => (index === 0 ? text : [...plain(','), ...text]))
}

function toTexts(value: unknown): Readonly<Record<string, string>> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, toPlainString(text)])) : {}
}

function parseManifest(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function refuse(message: string): Result<never, LaunchProblem> {
  return { ok: false, errors: [{ code: 'invalid-manifest', message }] }
}
