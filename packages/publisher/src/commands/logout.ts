import { defineCommand } from '../command-line/command.js'
import { removeLogin } from '../login/token-store.js'
import type { Host } from '../host.js'

export const toLogoutCommand = ({ cwd }: Host) =>
  defineCommand({
    name: 'logout',
    summary: 'Log out.',
    details:
      'Removes the token, and files of earlier versions of this command in the home and working directories. A copied token remains valid until it expires, a few minutes after the login.',
    examples: [{ command: 'mcp-publisher logout', about: 'Log out' }],
    run: async ({ env, output }) => {
      const wasLoggedIn = await removeLogin(env, cwd)
      output.result({ loggedOut: wasLoggedIn }, wasLoggedIn ? '✓ Logged out' : 'Not logged in')
      return 'done'
    },
  })
