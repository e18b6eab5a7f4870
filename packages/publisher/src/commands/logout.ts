import { defineCommand } from '../command-line/command.js'
import { requireRegistryUrl } from '../command-line/registry-url.js'
import { removeAllLogins, removeLogin } from '../login/token-store.js'
import type { Host } from '../host.js'

export const toLogoutCommand = ({ cwd }: Host) =>
  defineCommand({
    name: 'logout',
    summary: 'Log out.',
    details:
      'Removes the tokens, and files of earlier versions of this command in the home and working directories. A copied token remains valid until it expires, a few minutes after the login.',
    options: { registry: { kind: 'text', placeholder: 'url', about: 'log out of this registry only (default: of all)' } },
    examples: [
      { command: 'mcp-publisher logout', about: 'Log out of all registries' },
      { command: 'mcp-publisher logout --registry http://localhost:8080', about: 'Log out of one registry' },
    ],
    run: async ({ env, output }, _args, { registry }) => {
      const wasLoggedIn = await (registry === undefined
        ? removeAllLogins(env, cwd)
        : removeLogin(env, requireRegistryUrl(registry)))
      output.result({ loggedOut: wasLoggedIn }, wasLoggedIn ? '✓ Logged out' : 'Not logged in')
      return 'done'
    },
  })
