import { isRegistryClientError } from '@mcp-registry/client'
import { toDomainNamespace } from '@mcp-registry/contract'
import { type Context, defineCommand } from '../command-line/command.js'
import { toProofRecord } from '../keys/signer.js'
import { requireDomainOption } from '../login/domain-option.js'
import { openSigner } from '../login/open-signer.js'
import { type Lookup, lookUp } from '../login/proof-record.js'
import { openRegistry, type Registry } from '../open-registry.js'
import { DEFAULT_REGISTRY, requireRegistryUrl } from '../command-line/registry-url.js'
import type { Host } from '../host.js'

/** The maximum difference between a signed timestamp and the registry's clock that a registry accepts. */
const TOLERATED_SKEW_SECONDS = 15

export const toDiagnoseCommand = (host: Host) =>
  defineCommand({
    name: 'diagnose',
    summary: 'Diagnose logins with a domain.',
    details:
      'Looks up the TXT records and the .well-known file of the domain from this machine, compares them with your key, compares the clocks, and requests the results of the registry if it provides them.',
    arguments: { domain: { about: 'the domain, such as example.com' } },
    options: {
      registry: { kind: 'text', placeholder: 'url', about: `the registry (default: ${DEFAULT_REGISTRY})` },
      privateKey: { kind: 'text', short: 'p', placeholder: 'hex', about: 'the private key to compare the records with' },
      privateKeyFile: { kind: 'text', placeholder: 'file', about: 'a file with that key, in hex or PEM' },
    },
    examples: [{ command: 'mcp-publisher diagnose example.com', about: 'Find out why "login dns --domain example.com" fails' }],
    run: async (context, args, { registry = DEFAULT_REGISTRY, privateKey, privateKeyFile }) => {
      const { env, signal, output } = context
      const domain = requireDomainOption(args.domain, 'diagnose')
      const target = openRegistry(host, requireRegistryUrl(registry))
      const isKeyGiven = privateKey !== undefined || privateKeyFile !== undefined
      const opened = openSigner(host, env, { domain, privateKey, privateKeyFile })
      const signer = await (isKeyGiven ? opened : opened.catch(() => undefined))
      const [dns, http, registryView] = await Promise.all([
        lookUp(host, 'dns', domain, signal),
        lookUp(host, 'http', domain, signal),
        askRegistry(host, target, domain, signal),
      ])
      const expected = signer && toProofRecord(signer)
      const lookups = [dns, http]
      const isGood = lookups.some(({ records }) =>
        records.some(({ problem, publicKey }) => !problem && (!signer || publicKey === signer.publicKey)),
      )
      const isSkewed = Math.abs(registryView.skewSeconds ?? 0) > TOLERATED_SKEW_SECONDS
      const text = [
        ...lookups.map((lookup) => toLookupText(context, lookup, signer?.publicKey)),
        ...toClockLines(context, registryView.skewSeconds),
        ...(expected
          ? [`Your key asks for: ${expected}`]
          : ['No key of yours is known here, so the records were not compared with one.']),
        isGood
          ? `A login would give ${toDomainNamespace(domain)}/* (and ${toDomainNamespace(domain)}.* with dns).`
          : 'A login would be refused.',
      ]
      const result = { domain, lookups, ...(expected && { expected }), ...registryView, ok: isGood && !isSkewed }
      output.result(result, text.join('\n'))
      return result.ok ? 'done' : 'refused'
    },
  })

function toLookupText({ output }: Context, { place, records, problem }: Lookup, publicKey: string | undefined): string {
  const paint = output.paint.stdout
  const lines = records.map((record) => {
    const isOther = publicKey !== undefined && record.publicKey !== publicKey
    const remark = record.problem ?? (isOther ? 'this is another key than yours' : undefined)
    return remark === undefined
      ? `  ${paint('green', '✓')} ${record.text}`
      : `  ${paint('red', '✗')} ${record.text}\n    ${remark}`
  })
  return [place, ...lines, ...(problem ? [`  ${paint('yellow', '-')} ${problem}`] : [])].join('\n')
}

function toClockLines({ output }: Context, skewSeconds: number | undefined): string[] {
  if (skewSeconds === undefined) return []
  const paint = output.paint.stdout
  const text = `${Math.abs(skewSeconds)} s ${skewSeconds < 0 ? 'behind' : 'ahead of'} the registry's`
  return Math.abs(skewSeconds) > TOLERATED_SKEW_SECONDS
    ? [`${paint('red', '✗')} The clock of this machine is ${text}: a signed time would be refused. Set the clock.`]
    : [`${paint('green', '✓')} The clock of this machine agrees with the registry's.`]
}

interface RegistryView {
  /** How far the local clock is ahead of the registry's. */
  readonly skewSeconds?: number
  /** The registry's own check of the domain, if it supports one. */
  readonly registry?: unknown
}

async function askRegistry({ now }: Host, { client }: Registry, domain: string, signal: AbortSignal): Promise<RegistryView> {
  try {
    const { answeredAt } = await client.request({ method: 'GET', path: '/health', isIdempotent: true }, { signal })
    const skew = answeredAt === undefined ? {} : { skewSeconds: Math.round((now().getTime() - answeredAt) / 1000) }
    const body = JSON.stringify({ domain })
    const view = await client
      .request({ method: 'POST', path: '/auth/diagnose', body, isIdempotent: true }, { signal })
      .catch((error: unknown) => {
        if (isRegistryClientError(error) && error.code !== 'aborted') return undefined
        throw error
      })
    return { ...skew, ...(view && { registry: view.body }) }
  } catch (error) {
    if (signal.aborted) throw error
    return {}
  }
}
