import {
  CommandError,
  defineCommand,
  defineGroup,
  requireDuration,
  requireRegistryUrl,
  UsageError,
} from '@mcp-registry/publisher/command-line'
import { administrationOptions } from '../administration/open-administration.js'
import { toOperator } from '../administration/to-operator.js'
import { requireConfig } from '../settings.js'

const create = defineCommand({
  name: 'create',
  summary: 'Create a token for an operator of this registry.',
  details:
    'Requires the signing key, in MCP_REGISTRY_JWT_PRIVATE_KEY or in the data folder, but no database, so it also works while the server is running. Prints only the token to standard output. The audit log names the user who created it. It cannot be revoked before it expires.',
  options: {
    role: { kind: 'choice', choices: ['administrator'], about: 'the role (required)' },
    expires: { kind: 'text', placeholder: 'time', about: 'the lifetime, such as 90s, 10m or 1h; at most 24h (default: 5m)' },
    registry: { kind: 'text', placeholder: 'url', about: 'the public URL of the registry (MCP_REGISTRY_PUBLIC_URL)' },
    dataDir: administrationOptions.dataDir,
  },
  examples: [
    {
      command: 'export MCP_REGISTRY_TOKEN="$(mcp-registry token create --role administrator --expires 1h)"',
      about: 'Create a token of an administrator for one hour',
    },
  ],
  async run(context, _arguments, { role, expires = '5m', registry, dataDir }) {
    if (role === undefined) throw new UsageError('--role is required: administrator.')
    const { createOperatorToken, MAX_OPERATOR_TOKEN_SECONDS } = await import('@mcp-registry/server')
    const lifetimeSeconds = requireDuration(expires, '--expires') / 1000
    if (lifetimeSeconds < 1 || lifetimeSeconds > MAX_OPERATOR_TOKEN_SECONDS)
      throw new UsageError(`--expires takes a lifetime from 1s to 24h, not ${JSON.stringify(expires)}.`)
    const config = await requireConfig(context, { dataDir })
    const issuer = registry === undefined ? config.listen.publicUrl : requireRegistryUrl(registry)
    const token = await createOperatorToken(config, { issuer, subject: toOperator(context.env), lifetimeSeconds })
    if (token === undefined) {
      throw new CommandError(
        `There is no signing key in ${config.dataDir}. Set --data-dir to the folder of the registry, or set MCP_REGISTRY_JWT_PRIVATE_KEY.`,
      )
    }
    context.output.result({ ...token, issuer, role }, token.registry_token)
    context.output.say(`For ${issuer}, valid until ${new Date(token.expires_at * 1000).toISOString()}.`)
    return 'done'
  },
})

export const token = defineGroup({
  name: 'token',
  summary: 'Create tokens for operators of this registry.',
  commands: [create],
})
