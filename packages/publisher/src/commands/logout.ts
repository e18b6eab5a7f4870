import { defineCommand } from '../command-line/command.js'
import { removeLogin } from '../login/token-store.js'
import type { Host } from '../host.js'

export const toLogoutCommand = ({ cwd }: Host) =>
  defineCommand({
    name: 'logout',
    summary: 'Forget the login.',
    details:
      'Removes the token, and what earlier versions of this command have left in the home and working folder. A token that was copied elsewhere stays valid until it expires, a few minutes after the login.',
    examples: [{ command: 'mcp-publisher logout', about: 'Forget the login' }],
    run: async ({ env, output }) => {
      const wasLoggedIn = await removeLogin(env, cwd)
      output.result({ loggedOut: wasLoggedIn }, wasLoggedIn ? '✓ Logged out' : 'Nobody was logged in')
      return 'done'
    },
  })
