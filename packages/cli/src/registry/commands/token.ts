import { defineCommand, defineGroup } from '../../command.js'
import { CommandError, UsageError } from '../../explain-error.js'
import { requireDuration } from '../../publisher/duration.js'
import { requireRegistryUrl } from '../../registry-url.js'
import { administrationOptions } from '../administration/open-administration.js'
import { toOperator } from '../administration/to-operator.js'
import { requireConfig } from '../settings.js'

const create = defineCommand({
  name: 'create',
  summary: 'Make a token for an operator of this registry.',
  details:
    'Needs the signing key, in MCP_REGISTRY_JWT_PRIVATE_KEY or in the data folder, and no database: it works beside a running server. The token alone goes to standard output. The audit log names the user who made it. It cannot be revoked before it expires.',
  options: {
    role: { kind: 'choice', choices: ['administrator'], about: 'what the token permits (required)' },
    expires: { kind: 'text', placeholder: 'time', about: 'how long it is good for, such as 90s, 10m or 1h; at most 24h (5m)' },
    registry: { kind: 'text', placeholder: 'url', about: 'the URL that the registry is known by (MCP_REGISTRY_PUBLIC_URL)' },
    dataDir: administrationOptions.dataDir,
  },
  examples: [
    {
      command: 'export MCP_REGISTRY_TOKEN="$(mcp-registry token create --role administrator --expires 1h)"',
      about: 'Be an administrator for an hour',
    },
  ],
  async run(context, _arguments, { role, expires = '5m', registry, dataDir }) {
    if (role === undefined) throw new UsageError('--role is needed: administrator.')
    const { createOperatorToken, MAX_OPERATOR_TOKEN_SECONDS } = await import('@mcp-registry/server')
    const lifetimeSeconds = requireDuration(expires, '--expires') / 1000
    if (lifetimeSeconds < 1 || lifetimeSeconds > MAX_OPERATOR_TOKEN_SECONDS)
      throw new UsageError(`--expires takes a time from 1s to 24h, not ${JSON.stringify(expires)}.`)
    const config = await requireConfig(context, { dataDir })
    const issuer = registry === undefined ? config.listen.publicUrl : requireRegistryUrl(registry)
    const token = await createOperatorToken(config, { issuer, subject: toOperator(context.env), lifetimeSeconds })
    if (token === undefined) {
      throw new CommandError(
        `There is no signing key in ${config.dataDir}. Name the folder of the registry with --data-dir, or set MCP_REGISTRY_JWT_PRIVATE_KEY.`,
      )
    }
    context.output.result({ ...token, issuer, role }, token.registry_token)
    context.output.say(`For ${issuer}, good until ${new Date(token.expires_at * 1000).toISOString()}.`)
    return 'done'
  },
})

export const token = defineGroup({
  name: 'token',
  summary: 'Make tokens for operators of this registry.',
  commands: [create],
})
