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

/** Every client whose configuration can be written. */
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

export function findClient(id: string): ClientWriter | undefined {
  return CLIENTS.find((client) => client.id === id)
}

/** The name under which a server is best entered: what stands after the slash, made of letters, digits, dashes and underscores. */
export function toEntryName(serverName: string): string {
  return serverName.slice(serverName.indexOf('/') + 1).replace(/[^\w-]+/g, '-')
}
