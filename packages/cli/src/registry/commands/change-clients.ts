import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { path } from '@mcp-registry/client'
import { type ClientChange, parseClientJson } from '@mcp-registry/contract'
import { CommandError, defineCommand, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import { administrationOptions, openAdministration } from '../administration/open-administration.js'

const target = { id: { about: 'the id of the client, such as com.microsoft/vscode' } } as const

export const setClient = defineCommand({
  name: 'set',
  summary: 'Add a client to the list of a registry, or change it.',
  details:
    'The description replaces that of the program, also after an update of the program. Sends a request to a running registry.',
  arguments: { file: { about: 'a client.json file, or - for standard input' } },
  options: administrationOptions,
  examples: [{ command: 'mcp-registry clients set editor.json', about: 'Add a client, or change it' }],
  async run(context, { file }, options) {
    const source = file === '-' ? await text(context.stdin) : await readFile(file, 'utf8')
    const parsed = parseClientJson(source)
    if (!parsed.ok) {
      const lines = parsed.errors.map(
        ({ path: at, message }) => `  ${at === '' ? '' : `${toSafeLine(at)}: `}${toSafeLine(message)}`,
      )
      throw new CommandError([`${file === '-' ? 'Standard input' : file} is not a valid client.json:`, ...lines].join('\n'))
    }
    const administration = await openAdministration(context, options)
    const request = { method: 'PUT', path: toPath(parsed.value.id), body: parsed.value } as const
    const change = (await administration.request(request)) as ClientChange
    context.output.result(change, `Set the description of ${toSafeLine(change.id)}.`)
    return 'done'
  },
})

export const removeClient = defineCommand({
  name: 'remove',
  summary: 'Remove a client from the list of a registry.',
  details: 'It stays removed when the program is updated. Sends a request to a running registry.',
  arguments: target,
  options: administrationOptions,
  examples: [{ command: 'mcp-registry clients remove com.example/editor', about: 'Remove a client' }],
  async run(context, { id }, options) {
    const administration = await openAdministration(context, options)
    const change = (await administration.request({ method: 'DELETE', path: toPath(id) })) as ClientChange
    context.output.result(change, `Removed ${toSafeLine(change.id)}.`)
    return 'done'
  },
})

export const resetClient = defineCommand({
  name: 'reset',
  summary: 'List the description of the program again.',
  details:
    'Undoes "set" and "remove". A client that the program does not describe is removed. Sends a request to a running registry.',
  arguments: target,
  options: administrationOptions,
  examples: [{ command: 'mcp-registry clients reset com.microsoft/vscode', about: 'Undo the change of a client' }],
  async run(context, { id }, options) {
    const administration = await openAdministration(context, options)
    const request = { method: 'DELETE', path: toPath(id), query: { reset: 'true' } } as const
    const change = (await administration.request(request)) as ClientChange
    const what = change.origin === 'program' ? 'the description of the program is listed.' : 'it is no longer listed.'
    context.output.result(change, `Reset ${toSafeLine(change.id)}: ${what}`)
    return 'done'
  },
})

function toPath(id: string): string {
  try {
    return path`/clients/${id}`
  } catch {
    throw new UsageError(`${JSON.stringify(id)} is not the id of a client, such as com.microsoft/vscode.`)
  }
}
