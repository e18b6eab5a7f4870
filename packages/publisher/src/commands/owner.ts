import { type CallOptions, isRegistryClientError, type RegistryClient } from '@mcp-registry/client'
import { parseServerName, requireServerName } from '@mcp-registry/contract'
import { type Context, defineCommand, defineGroup } from '../command-line/command.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Host } from '../host.js'
import { loginRegistryOption } from '../login/chosen-registry.js'
import { findRequiredRegistry } from '../login/required-registry.js'
import { requireSession } from '../login/session.js'

const SERVER = { 'server-name': { about: 'the full name of the server, such as io.github.alice/weather' } } as const
const NAMESPACE = { namespace: { about: 'the namespace of the owner, such as io.github.bob' } } as const

export const toOwnerCommand = (host: Host) =>
  defineGroup({
    name: 'owner',
    summary: 'List, add or remove the owners of a server.',
    details:
      'An owner is a namespace: whoever may publish in it, by any login, may also publish the server and change its status. A server always belongs to its own namespace, whose publishers alone add owners and remove any of them.',
    commands: [toListCommand(host), toAddCommand(host), toRemoveCommand(host)],
  })

const toListCommand = (host: Host) =>
  defineCommand({
    name: 'list',
    summary: 'List the owners of a server.',
    arguments: SERVER,
    options: loginRegistryOption,
    examples: [{ command: 'mcp-publisher owner list io.github.alice/weather', about: 'List the owners' }],
    run: async (context, { 'server-name': name }, { registry }) => {
      const { namespace, owners } = await ask(host, context, { name, registry }, (client, call) =>
        client.listServerOwners(name, call),
      )
      const lines = [`${namespace} (the namespace of the server)`, ...owners]
      context.output.result({ name, namespace, owners }, lines.map((line) => toSafeLine(line)).join('\n'))
      return 'done'
    },
  })

const toAddCommand = (host: Host) =>
  defineCommand({
    name: 'add',
    summary: 'Add an owner of a server.',
    details:
      'Takes effect at once. The server need not be published yet. Its packages still have to name it. Add only namespaces whose publishers you trust.',
    arguments: { ...SERVER, ...NAMESPACE },
    options: loginRegistryOption,
    examples: [
      {
        command: 'mcp-publisher owner add io.github.alice/weather io.github.bob',
        about: 'Let bob and the workflows of his repositories publish the server',
      },
      {
        command: 'mcp-publisher owner add io.github.alice/weather com.example',
        about: 'Let the owner of example.com publish it',
      },
    ],
    run: async (context, { 'server-name': name, namespace }, { registry }) => {
      requireNamespace(namespace)
      const { owner, changed } = await ask(host, context, { name, registry }, (client, call) =>
        client.addServerOwner(name, namespace, call),
      )
      const text = changed
        ? `✓ ${owner} is now an owner of ${name}`
        : `✓ ${owner} is an owner of ${name} already (nothing was changed)`
      context.output.result({ name, owner, changed }, toSafeLine(text))
      return 'done'
    },
  })

const toRemoveCommand = (host: Host) =>
  defineCommand({
    name: 'remove',
    summary: 'Remove an owner of a server.',
    details: 'Takes effect at once, also for current logins. Publishers of an added owner can remove that owner alone.',
    arguments: { ...SERVER, ...NAMESPACE },
    options: loginRegistryOption,
    examples: [
      {
        command: 'mcp-publisher owner remove io.github.alice/weather io.github.bob',
        about: 'Let bob no longer publish the server',
      },
    ],
    run: async (context, { 'server-name': name, namespace }, { registry }) => {
      requireNamespace(namespace)
      const { owner, changed } = await ask(host, context, { name, registry }, (client, call) =>
        client.removeServerOwner(name, namespace, call),
      )
      const text = changed
        ? `✓ ${owner} is no longer an owner of ${name}`
        : `✓ ${owner} is not an owner of ${name} (nothing was changed)`
      context.output.result({ name, owner, changed }, toSafeLine(text))
      return 'done'
    },
  })

interface Question {
  readonly name: string
  readonly registry: string | undefined
}

async function ask<T>(
  host: Host,
  { env, signal, output }: Context,
  { name, registry }: Question,
  request: (client: RegistryClient, call: CallOptions) => Promise<T>,
): Promise<T> {
  requireServerName(name)
  const required = await findRequiredRegistry(host)
  const session = await requireSession(host, { env, signal, registry, required, output })
  const { client, url } = session.registry
  try {
    return await session.authorized((token) => request(client, { token, signal }))
  } catch (error) {
    // A server without versions is no error, so it is the path that is missing.
    if (!isRegistryClientError(error) || (error.status !== 404 && error.status !== 405)) throw error
    throw new CommandError(`${url} does not support added owners: only the namespace of a server can publish it there.`)
  }
}

/** Refuses what cannot precede the slash of a server name, such as a pattern or the name of an account. */
function requireNamespace(text: string): void {
  const shown = JSON.stringify(toSafeLine(text))
  if (!parseServerName(`${text}/x`).ok)
    throw new UsageError(`${shown} is not a namespace. Give one such as io.github.bob or com.example, without a name after it.`)
  if (!text.includes('.'))
    throw new UsageError(`${shown} is not the namespace of an account or a domain. For a GitHub account, give io.github.${text}.`)
}
