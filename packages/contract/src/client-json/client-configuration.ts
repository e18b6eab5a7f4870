import Type, { type Static, type TProperties, type TSchema } from 'typebox'
import { MAX_CLIENT_ITEMS, MAX_CLIENT_KEY_LENGTH, MAX_CLIENT_PATH_LENGTH, MAX_TEXT_LENGTH } from '../limits.js'
import { withEvidence } from './client-facts.js'
import { oneOf } from './one-of.js'

const text = (description: string, maxLength: number = MAX_CLIENT_PATH_LENGTH) =>
  Type.String({ minLength: 1, maxLength, description })
const key = (description: string) => text(description, MAX_CLIENT_KEY_LENGTH)
const list = <T extends TSchema>(of: T, maxItems: number, description: string) => Type.Array(of, { maxItems, description })
const fact = <T extends TProperties>(properties: T, description: string) =>
  Type.Object({ ...properties, ...withEvidence }, { description })

/** The transports of MCP by which a client reaches a server. */
export const CLIENT_TRANSPORTS = ['stdio', 'streamable-http', 'sse'] as const
/** A transport by which a client reaches a server. */
export type ClientTransport = (typeof CLIENT_TRANSPORTS)[number]

/** The syntaxes of configuration files: JSONC is JSON with comments and trailing commas. */
export const CLIENT_FORMATS = ['json', 'jsonc', 'toml', 'yaml'] as const
/** The syntax of a configuration file. */
export type ClientFormat = (typeof CLIENT_FORMATS)[number]

const transports = list(
  oneOf(CLIENT_TRANSPORTS, 'A transport.'),
  CLIENT_TRANSPORTS.length,
  'The transports of the servers that it can add.',
)

const paths = Type.Object(
  {
    darwin: Type.Optional(text('The path on macOS.')),
    linux: Type.Optional(text('The path on Linux.')),
    win32: Type.Optional(text('The path on Windows.')),
  },
  {
    description:
      'The path on each platform. In the scopes of a project it is relative to the root of the project and has slashes; in others it starts with `~/`, `/`, a drive, or a variable such as `%APPDATA%`.',
  },
)

/** A value in an entry: a constant, a placeholder in braces, or a list of both. */
export type EntryTemplateValue = string | number | boolean | readonly string[]
/** An entry as a client expects it, with placeholders for what depends on the server. */
export type EntryTemplate = Readonly<Record<string, EntryTemplateValue>>

const fields = (description: string) =>
  Type.Unsafe<EntryTemplate>({
    type: 'object',
    maxProperties: MAX_CLIENT_ITEMS.fields,
    propertyNames: { maxLength: MAX_CLIENT_KEY_LENGTH },
    additionalProperties: {
      anyOf: [
        { type: 'string', maxLength: MAX_CLIENT_PATH_LENGTH },
        { type: 'number' },
        { type: 'boolean' },
        { type: 'array', maxItems: MAX_CLIENT_ITEMS.words, items: { type: 'string', maxLength: MAX_CLIENT_PATH_LENGTH } },
      ],
    },
    description,
  })

/** A configuration file of a client. */
export const ClientFile = fact(
  {
    scope: oneOf(['user', 'project', 'local'], 'Whose file it is: `local` is that of one user in one project.'),
    paths,
    variable: Type.Optional(
      Type.Object(
        {
          name: key('The environment variable.'),
          replaces: text('The start of the path that its value replaces, such as `~/.codex`.'),
        },
        { description: 'An environment variable that moves the file.' },
      ),
    ),
    format: oneOf(CLIENT_FORMATS, 'The syntax of the file.'),
    key: list(key('A key.'), MAX_CLIENT_ITEMS.keys, 'The keys that lead from the root of the file to the object of all servers.'),
    initialFields: Type.Optional(
      fields('Fields that a new entry gets besides those of its template; in an existing entry they belong to the user.'),
    ),
  },
  'A file with the servers of the client. Of several with the same scope, the first that exists is used, otherwise the first.',
)
export type ClientFile = Static<typeof ClientFile>

/** The entries in the files of a client. */
export const ClientEntries = fact(
  {
    names: oneOf(
      ['full', 'short', 'word'],
      'The name of an entry: the full name of the server, or the part after the slash. `word` permits only letters, digits, dashes and underscores.',
    ),
    stdio: Type.Optional(fields('The entry of a local server: `{command}`, `{args}`, `{env}` and `{name}` are replaced.')),
    'streamable-http': Type.Optional(fields('The entry of a remote: `{url}`, `{headers}` and `{name}` are replaced.')),
    sse: Type.Optional(fields('The entry of a remote with server-sent events.')),
    formerFields: Type.Optional(
      list(key('A field.'), MAX_CLIENT_ITEMS.fields, 'Fields of earlier templates, which are removed from an entry.'),
    ),
  },
  'How an entry is written. A field whose value would be an empty object is left out.',
)
export type ClientEntries = Static<typeof ClientEntries>

/** How an entry refers to a secret that is kept elsewhere. */
export const ClientSecrets = Type.Union([
  fact(
    {
      type: Type.Literal('variable'),
      reference: text('The reference to an environment variable: `${env:{name}}`.'),
      expands: oneOf(
        ['braces', 'dollar'],
        'What the client expands in every string of an entry: `braces` is `${…}`, `dollar` also `$NAME`.',
      ),
    },
    'Any string may refer to an environment variable.',
  ),
  fact(
    {
      type: Type.Literal('prompt'),
      reference: text('The reference to an answer of the user: `${input:{name}}`.'),
      expands: oneOf(['braces', 'dollar'], 'What the client expands in every string of an entry.'),
      list: key('The key of the list of questions.'),
    },
    'The client asks for the secret once, and keeps it.',
  ),
  fact(
    {
      type: Type.Literal('fields'),
      environment: key('The list of environment variables that the client passes on under their own names.'),
      header: key('The object that names an environment variable for each header.'),
      bearer: key('The field that names the environment variable with a bearer token.'),
    },
    'Separate fields of an entry name environment variables.',
  ),
  fact({ type: Type.Literal('none') }, 'Secrets are in the file in plain text.'),
])
export type ClientSecrets = Static<typeof ClientSecrets>

const configValue = Type.Optional(
  Type.Object(
    {
      encoding: oneOf(['json', 'base64'], 'JSON, or the Base64 of its UTF-8.'),
      isNamed: Type.Boolean({ description: 'Whether the entry has its name in the field `name`.' }),
    },
    {
      description:
        'What `{config}` stands for: the entry. With its name it also has the questions that the client asks for secrets, under their key.',
    },
  ),
)

/** A link that adds a server to a client with one click. */
export const ClientLink = fact(
  {
    template: text(
      'The link. `{name}`, `{serverName}`, `{url}`, `{command}` and `{config}` are replaced, percent-encoded; a parameter with `{args}` or `{env}` (`NAME=value`) is repeated for each of them, and left out if there is none, as is one with `{inputs}`, the JSON of the questions that the client asks.',
    ),
    transports,
    config: configValue,
    programs: Type.Optional(
      list(key('A program.'), MAX_CLIENT_ITEMS.words, 'The values of `{command}` that the client accepts; all if absent.'),
    ),
    isInstall: Type.Boolean({ description: 'False if it only opens a page about the server.' }),
  },
  'A link that opens the client.',
)
export type ClientLink = Static<typeof ClientLink>

/** A command of the client that adds a server. */
export const ClientCommand = fact(
  {
    words: Type.Unsafe<readonly (string | readonly string[])[]>({
      type: 'array',
      minItems: 1,
      maxItems: MAX_CLIENT_ITEMS.words,
      items: {
        anyOf: [
          { type: 'string', minLength: 1, maxLength: MAX_CLIENT_PATH_LENGTH },
          {
            type: 'array',
            minItems: 1,
            maxItems: MAX_CLIENT_ITEMS.keys,
            items: { type: 'string', minLength: 1, maxLength: MAX_CLIENT_PATH_LENGTH },
          },
        ],
      },
      description:
        'The program and its arguments. `{name}`, `{url}`, `{command}`, `{args}`, `{scope}` and `{config}` are replaced; a list in it is repeated for each `{header}` (`Name: value`) or `{env}` (`NAME=value`).',
    }),
    transports,
    scopes: list(oneOf(['user', 'project', 'local'], 'A scope.'), 3, 'The values of `{scope}`; empty if the command has none.'),
    config: configValue,
  },
  'A command of the client that adds a server.',
)
export type ClientCommand = Static<typeof ClientCommand>

/** A setting that points a client at a registry. */
export const ClientRegistrySetting = fact(
  {
    setting: text('The setting, as the client spells it.'),
    type: oneOf(
      ['api', 'file'],
      'What it is set to: the base URL of an API of the registry protocol, or the URL of one JSON file.',
    ),
    isPolicy: Type.Boolean({ description: 'Whether only an administrator sets it.' }),
  },
  'A setting that points the client at a registry.',
)
export type ClientRegistrySetting = Static<typeof ClientRegistrySetting>

/** A file by which an administrator decides which servers a client starts. */
export const ClientPolicy = fact(
  {
    paths: Type.Optional(paths),
    format: oneOf(CLIENT_FORMATS, 'The syntax of the file.'),
    purpose: oneOf(['servers', 'rules'], 'A fixed set of servers, or rules of what is allowed and denied.'),
    key: list(key('A key.'), MAX_CLIENT_ITEMS.keys, 'The keys that lead to the servers or rules.'),
  },
  'A file of an administrator.',
)
export type ClientPolicy = Static<typeof ClientPolicy>

/** How a user adds a server in the client itself. */
export const ClientManualStep = fact(
  {
    text: text('Where in the client a server is added.', MAX_TEXT_LENGTH),
    transports,
    accepts: oneOf(['json', 'url', 'form'], 'What the user enters: the JSON of an entry, a URL, or a form.'),
  },
  'How a user adds a server in the client itself.',
)
export type ClientManualStep = Static<typeof ClientManualStep>

/** Everything that a program needs to add a server to a client. */
export const ClientConfigurationFacts = Type.Object(
  {
    files: list(ClientFile, MAX_CLIENT_ITEMS.files, 'The files with the servers; empty if there is none.'),
    entries: Type.Optional(ClientEntries),
    secrets: Type.Optional(ClientSecrets),
    links: list(ClientLink, MAX_CLIENT_ITEMS.links, 'The links that add a server.'),
    commands: list(ClientCommand, MAX_CLIENT_ITEMS.commands, 'The commands of the client that add a server.'),
    registries: list(ClientRegistrySetting, MAX_CLIENT_ITEMS.registries, 'The settings that point the client at a registry.'),
    policies: list(ClientPolicy, MAX_CLIENT_ITEMS.policies, 'The files of administrators.'),
    manual: list(ClientManualStep, MAX_CLIENT_ITEMS.manual, 'The places in the client where a user adds a server.'),
  },
  { description: 'How a server is added to the client.' },
)
export type ClientConfigurationFacts = Static<typeof ClientConfigurationFacts>
