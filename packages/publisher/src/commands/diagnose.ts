import { isRegistryClientError } from '@mcp-registry/client'
import { type Domain, toDomainNamespace } from '@mcp-registry/contract'
import { type Context, defineCommand } from '../command-line/command.js'
import { toSafeLine } from '../command-line/safe-text.js'
import { type Signer, toProofRecord } from '../keys/signer.js'
import { registryOption, requireChosenRegistry } from '../login/chosen-registry.js'
import { requireDomainOption } from '../login/domain-option.js'
import { openSigner } from '../login/open-signer.js'
import { type Lookup, lookUp } from '../login/proof-record.js'
import { askForView, isAccepted, type RegistryView, type SeenPlace } from '../login/registry-view.js'
import { openRegistry, type Registry } from '../open-registry.js'
import type { Host } from '../host.js'

/** The maximum difference between a signed timestamp and the registry's clock that a registry accepts. */
const TOLERATED_SKEW_SECONDS = 15

export const toDiagnoseCommand = (host: Host) =>
  defineCommand({
    name: 'diagnose',
    summary: 'Diagnose logins with a domain.',
    details:
      'Shows which TXT records and which .well-known file of the domain the registry sees, beside what this machine sees, compares them with your key, and compares the clocks. The view of the registry decides; that of this machine does if the registry does not show its own.',
    arguments: { domain: { about: 'the domain, such as example.com' } },
    options: {
      ...registryOption,
      privateKey: { kind: 'text', short: 'p', placeholder: 'hex', about: 'the private key to compare the records with' },
      privateKeyFile: { kind: 'text', placeholder: 'file', about: 'a file with that key, in hex or PEM' },
    },
    examples: [{ command: 'mcp-publisher diagnose example.com', about: 'Find out why "login dns --domain example.com" fails' }],
    run: async (context, args, { registry, privateKey, privateKeyFile }) => {
      const { env, signal, output } = context
      const domain = requireDomainOption(args.domain, 'diagnose')
      const target = openRegistry(host, requireChosenRegistry(env, registry))
      const isKeyGiven = privateKey !== undefined || privateKeyFile !== undefined
      const opened = openSigner(host, env, { registry: target.url, domain, privateKey, privateKeyFile })
      const signer = await (isKeyGiven ? opened : opened.catch(() => undefined))
      const [view, skewSeconds, ...lookups] = await Promise.all([
        askForView(host, target, domain, signer, signal),
        measureSkew(host, target, signal),
        lookUp(host, 'dns', domain, signal),
        lookUp(host, 'http', domain, signal),
      ])
      const [here, there] = [lookups.filter((lookup) => isMatch(lookup, signer)), listAccepted(view)]
      const accepted = (there ?? here).map(({ method }) => method)
      const expected = signer && toProofRecord(signer)
      const text = [
        ...lookups.map((lookup) => toPlaceText(context, target, lookup, view, signer)),
        ...toClockLines(context, skewSeconds),
        ...(expected
          ? [`Your key asks for: ${expected}`]
          : ['No key of yours is known here, so the records were not compared with one.']),
        ...toVerdict(target, domain, accepted, view, here),
      ]
      const isSkewed = Math.abs(skewSeconds ?? 0) > TOLERATED_SKEW_SECONDS
      const result = {
        domain,
        lookups,
        ...(expected && { expected }),
        ...(skewSeconds !== undefined && { skewSeconds }),
        ...(view.kind === 'seen' && { registry: view.answer }),
        accepted,
        ok: accepted.length > 0 && !isSkewed,
      }
      output.result(result, text.join('\n'))
      return result.ok ? 'done' : 'refused'
    },
  })

function isMatch({ records }: Lookup, signer: Signer | undefined): boolean {
  return records.some(({ problem, publicKey }) => !problem && (signer === undefined || publicKey === signer.publicKey))
}

/** The places at which a login would succeed; `undefined` if the registry does not tell. */
function listAccepted(view: RegistryView): readonly SeenPlace[] | undefined {
  return view.kind === 'seen' ? view.places.filter(isAccepted) : undefined
}

function toVerdict(
  { url }: Registry,
  domain: Domain,
  accepted: readonly Lookup['method'][],
  view: RegistryView,
  here: readonly Lookup[],
): string[] {
  const namespace = toDomainNamespace(domain)
  const whose = view.kind === 'seen' ? '' : `, as far as this machine sees: ${url} does not show its view`
  const detail = view.kind === 'failed' ? ` (${toSafeLine(view.problem)})` : ''
  const grants = { dns: `${namespace}/* and ${namespace}.*`, http: `${namespace}/*` }
  const logins = accepted.map((method) => `A login with ${method} would give ${grants[method]}${whose}${detail}.`)
  if (logins.length > 0) return logins
  const isLate = view.kind === 'seen' && here.length > 0
  return [
    `A login would be refused${whose}${detail}.`,
    ...(isLate
      ? ['This machine sees the record, and the registry does not: name servers cache their answers. Try again later.']
      : []),
  ]
}

function toPlaceText(
  { output }: Context,
  { url }: Registry,
  lookup: Lookup,
  view: RegistryView,
  signer: Signer | undefined,
): string {
  const paint = output.paint.stdout
  const toLine = (text: string, problem: string | undefined) =>
    problem === undefined
      ? `    ${paint('green', '✓')} ${text}`
      : `    ${paint('red', '✗')} ${text}\n      ${toSafeLine(problem)}`
  const toReason = (problem: string | undefined) => (problem ? [`    ${paint('yellow', '-')} ${toSafeLine(problem)}`] : [])
  const toRemark = (problem: string | undefined, isOther: boolean) =>
    problem ?? (isOther ? 'this is another key than yours' : undefined)
  const seen = view.kind === 'seen' ? view.places.find(({ method }) => method === lookup.method) : undefined
  const there = seen && [
    `  seen by ${url}:`,
    ...seen.records.map(({ text, problem, isOwn }) => toLine(toSafeLine(text), toRemark(problem, isOwn === false))),
    ...toReason(seen.problem),
  ]
  const isOther = (publicKey: string | undefined) => signer !== undefined && publicKey !== signer.publicKey
  return [
    lookup.place,
    ...(there ?? []),
    '  seen from this machine:',
    ...lookup.records.map(({ text, problem, publicKey }) => toLine(toSafeLine(text), toRemark(problem, isOther(publicKey)))),
    ...toReason(lookup.problem),
  ].join('\n')
}

function toClockLines({ output }: Context, skewSeconds: number | undefined): string[] {
  if (skewSeconds === undefined) return []
  const paint = output.paint.stdout
  const text = `${Math.abs(skewSeconds)} s ${skewSeconds < 0 ? 'behind' : 'ahead of'} the registry's`
  return Math.abs(skewSeconds) > TOLERATED_SKEW_SECONDS
    ? [`${paint('red', '✗')} The clock of this machine is ${text}: a signed time would be refused. Set the clock.`]
    : [`${paint('green', '✓')} The clock of this machine agrees with the registry's.`]
}

/** How far the local clock is ahead of the registry's, in seconds; `undefined` if the registry cannot be reached. */
async function measureSkew({ now }: Host, { client }: Registry, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { answeredAt } = await client.request({ method: 'GET', path: '/health', isIdempotent: true }, { signal })
    return answeredAt === undefined ? undefined : Math.round((now().getTime() - answeredAt) / 1000)
  } catch (error) {
    if (!isRegistryClientError(error) || error.code === 'aborted') throw error
    return undefined
  }
}
