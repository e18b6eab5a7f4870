import { claudeCode } from './claude-code.js'
import { claudeDesktop } from './claude-desktop.js'
import type { ClientWriter } from './client-writer.js'
import { codex } from './codex.js'
import { cursor } from './cursor.js'
import { geminiCli } from './gemini-cli.js'
import { plain } from './plain.js'
import { vsCode } from './vs-code.js'
import { windsurf } from './windsurf.js'
import { zed } from './zed.js'

/** The clients whose configuration this package can write. Source: docs/launch.md. */
export const CLIENTS: readonly ClientWriter[] = [
  claudeDesktop,
  claudeCode,
  vsCode,
  cursor,
  windsurf,
  codex,
  geminiCli,
  zed,
  plain,
]

/** The client with the ID, such as `vscode`; undefined if there is none. docs/launch.md lists the IDs. */
export function findClient(id: string): ClientWriter | undefined {
  return CLIENTS.find((client) => client.id === id)
}
