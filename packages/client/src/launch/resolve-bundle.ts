import type { Result } from '@mcp-registry/contract'
import type { BundleLaunch, LaunchProblem, StdioLaunch } from './launch.js'
import { isRecord, toList } from './read-entry.js'

/** Where a bundle was unpacked and what the person answered to its manifest. */
export interface BundleSite {
  /** The folder into which the bundle was unpacked. */
  readonly directory: string
  readonly platform: 'darwin' | 'linux' | 'win32'
  readonly homeDirectory: string
  /** Answers to the `user_config` of the manifest, by key. */
  readonly userConfig?: Readonly<Record<string, string | number | boolean | readonly string[]>>
}

/**
 * How an unpacked bundle is started: the command of its `manifest.json`, with the arguments and environment of the document added.
 * Source: the MCPB manifest, `server.mcp_config`, `platform_overrides` and `user_config`.
 */
export function resolveBundle(launch: BundleLaunch, manifestText: string, site: BundleSite): Result<StdioLaunch, LaunchProblem> {
  const manifest = parseManifest(manifestText)
  const base = manifest && isRecord(manifest['server']) ? manifest['server']['mcp_config'] : undefined
  if (manifest === undefined || !isRecord(base)) {
    return refuse('The manifest of the bundle has no server.mcp_config, which says how it is started.')
  }
  const overrides = isRecord(base['platform_overrides']) ? base['platform_overrides'][site.platform] : undefined
  const config = { ...base, ...(isRecord(overrides) ? overrides : {}) }
  const command = config['command']
  if (typeof command !== 'string' || command === '') return refuse('The manifest of the bundle names no command.')

  const answers = readAnswers(manifest['user_config'], site)
  if (!answers.ok) return answers
  const env = { ...toTexts(base['env']), ...(isRecord(overrides) ? toTexts(overrides['env']) : {}) }
  const expand = (text: string) => expandText(text, site, answers.value)
  return {
    ok: true,
    value: {
      kind: 'stdio',
      command: expand(command),
      args: [
        ...toList(config['args'])
          .map(String)
          .flatMap((text) => expandArgument(text, answers.value, expand)),
        ...launch.args,
      ],
      env: { ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, expand(text)])), ...launch.env },
      secrets: launch.secrets.map((secret) => ({ ...secret, spans: secret.spans.filter((span) => span.path[0] === 'env') })),
      warnings: launch.warnings,
    },
  }
}

type Answers = ReadonlyMap<string, readonly string[]>

function readAnswers(declared: unknown, site: BundleSite): Result<Answers, LaunchProblem> {
  const answers = new Map<string, readonly string[]>()
  const errors: LaunchProblem[] = []
  for (const [key, field] of Object.entries(isRecord(declared) ? declared : {})) {
    if (!isRecord(field)) continue
    const given = site.userConfig !== undefined && Object.hasOwn(site.userConfig, key) ? site.userConfig[key] : undefined
    const value = given ?? field['default']
    const texts = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String).filter((text) => text !== '')
    if (texts.length > 0) answers.set(key, texts)
    else if (field['required'] === true) {
      const what = typeof field['title'] === 'string' ? ` (${field['title']})` : ''
      errors.push({ code: 'missing-input', message: `"${key}" is needed${what}.`, input: key })
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: answers }
}

/** An argument that is nothing but an answer becomes as many arguments as the answer has values, none without an answer. */
function expandArgument(text: string, answers: Answers, expand: (text: string) => string): string[] {
  const key = /^\$\{user_config\.([^}]+)\}$/.exec(text)?.[1]
  if (key === undefined) return [expand(text)]
  return (answers.get(key) ?? []).map(expand)
}

function expandText(text: string, site: BundleSite, answers: Answers): string {
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
  return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name.startsWith('user_config.')) return answers.get(name.slice('user_config.'.length))?.join(',') ?? ''
    return Object.hasOwn(folders, name) ? (folders[name] ?? whole) : whole
  })
}

function toTexts(value: unknown): Readonly<Record<string, string>> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)])) : {}
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
