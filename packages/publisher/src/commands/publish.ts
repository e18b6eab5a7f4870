import { resolve } from 'node:path'
import { isRegistryClientError } from '@mcp-registry/client'
import { readJson, type ServerResponse, validateServerJson, type ValidationIssue } from '@mcp-registry/contract'
import { type Context, defineCommand } from '../command-line/command.js'
import { requireDuration, toDurationText } from '../command-line/duration.js'
import writeFileAtomic from 'write-file-atomic'
import { UsageError } from '../command-line/explain-error.js'
import { takePackageVersions } from '../release/take-package-versions.js'
import { isDuplicate, isPackageMissing } from '../refusals.js'
import { requireSameContent } from '../require-same-content.js'
import { loginRegistryOption } from '../login/chosen-registry.js'
import { findRequiredRegistry } from '../login/required-registry.js'
import { requireSession, type Session } from '../login/session.js'
import { parseJson } from '../project/package-json.js'
import { textAt, valueAt } from '../project/field.js'
import { requireServerFile, type ServerFile } from '../server-file.js'
import { annotateIssues, countIssues, locateIssues, toIssuesText } from '../show-issues.js'
import type { Host } from '../host.js'
import { warnOfPreRelease } from '../pre-release.js'
import { withHint } from '../command-line/with-hint.js'
import { withNextStep } from '../command-line/interruption.js'
import { findText } from '../command-line/find-text.js'
import { toSafeLine } from '../command-line/safe-text.js'
import { toShellWord } from '../command-line/quote-for-shell.js'

const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 30_000

export const toPublishCommand = (host: Host) =>
  defineCommand({
    name: 'publish',
    summary: 'Publish a server.json.',
    details:
      'Sends the file unchanged to the registry that you are logged in to. With --from-package, the version of the packages replaces those in it: that of package.json or a similar file if the package registry has it, else the latest release there. The file on disk stays as it is without --write. Publishing the same content again succeeds and changes nothing; different content requires a new version. A project can name the only registry that it is published to, in .mcppublisher: {"registry": "https://registry.example.com"}. Publish the packages first: the registry verifies that they exist and name this server.',
    arguments: { file: { about: 'the file to publish (default: server.json, else .mcp/server.json)', optional: true } },
    options: {
      dryRun: { kind: 'flag', about: 'check everything, including package ownership, and change nothing' },
      wait: { kind: 'text', placeholder: 'time', about: 'how long to wait for a package that is not visible yet, such as 10m' },
      fromPackage: { kind: 'flag', about: 'take the version from the packages, which have to agree' },
      write: { kind: 'flag', about: 'with --from-package: write that version into the file once it is published' },
      file: { kind: 'text', placeholder: 'path', about: 'the file to publish, as an option' },
      ...loginRegistryOption,
    },
    examples: [
      { command: 'mcp-publisher publish', about: 'Publish ./server.json' },
      { command: 'mcp-publisher publish --dry-run', about: 'Check without publishing' },
      { command: 'mcp-publisher publish --wait 10m', about: 'Wait until a package that was just published is visible' },
      { command: 'mcp-publisher publish --from-package', about: 'Publish the version that the package has' },
    ],
    run: async (context, args, options) => {
      const { env, signal, output } = context
      const waitMs = options.wait === undefined ? 0 : requireDuration(options.wait, '--wait')
      if (options.write && (!options.fromPackage || options.dryRun))
        throw new UsageError(
          '--write writes the version of --from-package once it is published; it has no use without, or with --dry-run.',
        )
      const given = await requireServerFile(host.cwd, args.file ?? options.file)
      const readable = readJson(given.text)
      if (!readable.ok) return refuse(host, context, given, readable.errors)
      const required = await findRequiredRegistry(host, given)
      const session = await requireSession(host, { env, signal, registry: options.registry, required, output })
      const file = options.fromPackage ? await takePackageVersions(host, context, given, waitMs > 0) : given
      const document = parseJson(file.text)
      const title = `${textAt(document, 'name') ?? file.name} ${textAt(document, 'version') ?? ''}`.trim()
      try {
        if (options.dryRun) return await dryRun(host, context, session, file, title)
        await publish(host, context, session, file, title, waitMs, options)
        if (options.write) await writeVersion(host, context, file, given)
        return 'done'
      } catch (error) {
        if (!isRegistryClientError(error) || error.status !== 422) throw error
        const issues = await listIssues(session, file, signal)
        // The file itself is valid, so the error of the registry is the only explanation.
        if (!issues.some(({ severity }) => severity === 'error')) throw error
        return refuse(host, context, file, issues)
      }
    },
  })

async function publish(
  host: Host,
  context: Context,
  session: Session,
  file: ServerFile,
  title: string,
  waitMs: number,
  { fromPackage, write }: { readonly fromPackage: boolean; readonly write: boolean },
): Promise<void> {
  const { output, signal } = context
  const { url } = session.registry
  output.say(`Publishing ${title} to ${url} …`)
  const existing = await findPublished(session, file, signal)
  const send = () => post(session, file, signal)
  const flags = [...(fromPackage ? ['--from-package'] : []), ...(write ? ['--write'] : []), '--wait 10m'].join(' ')
  const next = `To go on, run: mcp-publisher publish ${toShellWord(file.name)} ${flags} --registry ${toShellWord(url)}`
  const body = await withNextStep(next, () => retryWhileInvisible(host, context, send, waitMs)).catch((error: unknown) => {
    if (existing !== undefined && isDuplicate(error)) return requireSameContent(title, file, existing, error)
    throw error
  })
  showWarnings(context, body)
  warnOfPreRelease(context, body)
  // The registry accepts an existing version only if its content is identical.
  if (existing) output.result(withMark(body), `✓ ${title} is already published, with the same content (nothing was changed)`)
  // The message of the official command, which deployment scripts match.
  else output.result(body, `✓ Successfully published ${title}`)
}

async function writeVersion({ cwd }: Host, { output }: Context, file: ServerFile, before: ServerFile): Promise<void> {
  if (file.text === before.text) return
  const path = resolve(cwd, file.name)
  if ((await findText(path)) !== before.text)
    return output.warn(`${file.name} was changed meanwhile, so the version was not written into it.`)
  await writeFileAtomic(path, file.text)
  output.say(`Wrote the version into ${file.name}.`)
}

/** The version in the registry, if it exists already. Looked up before publishing, since the response does not tell. */
async function findPublished(
  { registry: { client } }: Session,
  { text }: ServerFile,
  signal: AbortSignal,
): Promise<ServerResponse | undefined> {
  const document = parseJson(text)
  const [name, version] = ['name', 'version'].map((key) => textAt(document, key))
  if (name === undefined || version === undefined) return undefined
  try {
    return await client.getServerVersion(name, version, { includeDeleted: true }, { signal })
  } catch (error) {
    signal.throwIfAborted()
    // Publishing reports the same error.
    if (isRegistryClientError(error) || error instanceof TypeError) return undefined
    throw error
  }
}

function withMark(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? { ...body, alreadyPublished: true } : body
}

/** Retries while the error may go away: package registries list a package, or its first release, only some time after it was published. */
async function retryWhileInvisible(
  { now, sleep }: Host,
  { output, signal }: Context,
  send: () => Promise<unknown>,
  waitMs: number,
): Promise<unknown> {
  const start = now().getTime()
  using progress = output.progress('Waiting')
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    try {
      return await send()
    } catch (error) {
      if (!isRegistryClientError(error) || !(error.retryable || (waitMs > 0 && isPackageMissing(error)))) throw error
      const waited = now().getTime() - start
      const wait = Math.max(pause, error.retryAfterMs ?? 0)
      if (waitMs > 0 && waited + wait > waitMs) throw withHint(error, `Waited ${toDurationText(waited)}.`)
      if (waitMs === 0) throw error.status === undefined ? error : withHint(error, 'To wait for it: --wait 10m')
      progress.update(waited, waitMs, error.message)
      await sleep(wait, signal)
    }
  }
}

async function dryRun(
  host: Host,
  context: Context,
  session: Session,
  file: ServerFile,
  title: string,
): Promise<'done' | 'refused'> {
  const { output, signal } = context
  const { url } = session.registry
  if (await offersDryRun(host, session, signal)) {
    output.say(`Checking ${title} at ${url}, ownership included …`)
    const body = await post(session, file, signal, { dry_run: 'true' })
    showWarnings(context, body)
    output.result(body, `✓ ${title} can be published (nothing was changed)`)
    return 'done'
  }
  output.warn(`${url} has no dry run. The document alone is checked; permission and package ownership are not.`)
  const issues = await listIssues(session, file, signal)
  if (issues.some(({ severity }) => severity === 'error')) return refuse(host, context, file, issues)
  output.result({ dryRun: 'document-only', valid: true, issues }, `✓ ${title} is valid at ${url} (nothing was changed)`)
  return 'done'
}

/** A registry that does not support `dry_run` would publish, so it is sent only if the API description includes it. */
async function offersDryRun({ fetch: get }: Host, { registry: { url } }: Session, signal: AbortSignal): Promise<boolean> {
  const text = await get(`${url}/openapi.json`, { signal })
    .then((response) => response.text())
    .catch(() => undefined)
  const paths = valueAt(parseJson(text), 'paths')
  const parameters = ['/v0.1/publish', '/v0/publish'].map((path) => valueAt(paths, path, 'post', 'parameters'))
  return parameters.some((list) => Array.isArray(list) && list.some((entry) => textAt(entry, 'name') === 'dry_run'))
}

async function post(
  { registry: { client }, authorized }: Session,
  file: ServerFile,
  signal: AbortSignal,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  // Does not use `publishServer`, since the response is returned unchanged, whatever its shape.
  const request = { method: 'POST', path: '/publish', query, body: toBody(file), isIdempotent: false } as const
  return authorized(async (token) => (await client.request(request, { token, signal })).body)
}

/** The issues that the registry finds in the file, or those found locally if the registry does not support validation. */
async function listIssues(
  { registry: { client } }: Session,
  file: ServerFile,
  signal: AbortSignal,
): Promise<readonly ValidationIssue[]> {
  try {
    return (await client.validateServer(toBody(file), { signal })).issues.map(toIssue)
  } catch (error) {
    if (!isRegistryClientError(error) || error.code === 'aborted') throw error
    return validateServerJson(file.text).issues
  }
}

/** The content without a byte order mark, which is not part of JSON: most registries refuse it. */
function toBody({ text }: ServerFile): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function toIssue(value: unknown): ValidationIssue {
  const severity = (['error', 'warning', 'info'] as const).find((known) => known === textAt(value, 'severity')) ?? 'error'
  const type = (['json', 'schema', 'semantic', 'linter'] as const).find((known) => known === textAt(value, 'type')) ?? 'semantic'
  const [path, message, reference] = ['path', 'message', 'reference'].map((key) => textAt(value, key) ?? '')
  return { type, severity, path: path ?? '', message: message ?? '', reference: reference ?? '' }
}

function refuse(host: Host, context: Context, file: ServerFile, found: readonly ValidationIssue[]): 'refused' {
  const { output } = context
  const issues = locateIssues(file.text, found)
  const paint = output.paint.stderr
  output.warn(
    `${toIssuesText(file, issues, { paint, stream: output.stderr })}\n\n${paint('red', `✗ ${file.name} was not published`)}: ${countIssues(issues)}`,
  )
  annotateIssues(context, host, file, issues)
  output.result({ error: { code: 'invalid-document', message: `${file.name} is not valid.`, issues } }, '')
  return 'refused'
}

function showWarnings({ output }: Context, body: unknown): void {
  const warnings = valueAt(body, 'warnings')
  for (const warning of Array.isArray(warnings) ? warnings : [])
    output.warn(`${output.paint.stderr('yellow', 'warning:')} ${toSafeLine(warning)}`)
}
