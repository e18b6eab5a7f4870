import Type, { type Static, type TObject, type TProperties, type TSchema, type TStringOptions } from 'typebox'
import {
  MAX_DESCRIPTION_LENGTH,
  MAX_ICON_URL_LENGTH,
  MAX_ITEMS,
  MAX_SERVER_NAME_LENGTH,
  MAX_TEXT_LENGTH,
  MAX_URL_LENGTH,
  MAX_VERSION_LENGTH,
} from './limits.js'
import { PUBLISHER_META_KEY } from './meta-keys.js'

// The format permits unknown keys, which are preserved.
const open = <T extends TProperties>(properties: T, description: string): TObject<T> => Type.Object(properties, { description })

// Every string and array has a maximum length, which is checked first.
const text = (options: TStringOptions) => Type.String({ maxLength: MAX_TEXT_LENGTH, ...options })
const uri = (description: string, maxLength = MAX_URL_LENGTH) => Type.String({ format: 'uri', maxLength, description })
const list = <T extends TSchema>(of: T, maxItems: number, description?: string) =>
  Type.Array(of, { maxItems, ...(description !== undefined && { description }) })

// Uses `additionalProperties`: `Type.Record` generates a pattern that does not match keys with a line break.
const byName = <T extends TSchema>(of: T, options: { description: string; maxProperties?: number; propertyNames?: object }) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: of, ...options })

const inputFields = {
  description: Type.Optional(text({ description: 'Explains the value to the user.' })),
  isRequired: Type.Optional(Type.Boolean({ default: false, description: 'Whether the server requires a value.' })),
  format: Type.Optional(
    Type.Union([Type.Literal('string'), Type.Literal('number'), Type.Literal('boolean'), Type.Literal('filepath')], {
      default: 'string',
      description: 'The type of the value. A `filepath` is the path of a file or directory on the user’s machine.',
    }),
  ),
  value: Type.Optional(
    text({ description: 'A fixed value, which the user cannot change. `{name}` is replaced by the variable of that name.' }),
  ),
  isSecret: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Whether the value is a secret, which clients must store and display securely.',
    }),
  ),
  default: Type.Optional(text({ description: 'The value that is used if the user does not provide one.' })),
  placeholder: Type.Optional(text({ description: 'An example to display in an empty input field.' })),
  choices: Type.Optional(list(text({}), MAX_ITEMS.choices, 'The values that the user can choose from.')),
}

/** A value that the user provides or the publisher fixes. */
export const Input = open(inputFields, 'A value that the user provides or the publisher has fixed.')
export type Input = Static<typeof Input>

const variables = (description: string) =>
  byName(Input, { description, maxProperties: MAX_ITEMS.variables, propertyNames: { maxLength: MAX_TEXT_LENGTH } })

const inputWithVariablesFields = {
  ...inputFields,
  variables: Type.Optional(variables('The variables that `{name}` in `value` stands for.')),
}

/** A header or an environment variable. */
export const KeyValueInput = open(
  { ...inputWithVariablesFields, name: text({ description: 'The name of the header or environment variable.' }) },
  'A header or an environment variable.',
)
export type KeyValueInput = Static<typeof KeyValueInput>

const isRepeated = Type.Optional(Type.Boolean({ default: false, description: 'Whether the argument can be repeated.' }))

const positionalArgumentFields = open(
  {
    ...inputWithVariablesFields,
    type: Type.Literal('positional'),
    valueHint: Type.Optional(
      text({ description: 'A name for the value, by which URLs of the package refer to it: `{valueHint}`.' }),
    ),
    isRepeated,
  },
  'An argument that is identified by its position.',
)

/** An argument that is identified by its position, such as a path. It has a `value`, a `valueHint`, or both. */
export const PositionalArgument = Type.Unsafe<Static<typeof positionalArgumentFields>>(
  // As a TypeScript type, the intersection makes the two fields both optional and required, so no value can be assigned to it.
  Type.Intersect(
    [
      positionalArgumentFields,
      Type.Union([
        Type.Object({ valueHint: Type.Unknown() }, { description: 'The user provides the value.' }),
        Type.Object({ value: Type.Unknown() }, { description: 'The value is fixed.' }),
      ]),
    ],
    { description: 'An argument that is identified by its position. It has a `value`, a `valueHint`, or both.' },
  ),
)
export type PositionalArgument = Static<typeof PositionalArgument>

/** A flag such as `--port`, with or without a value. */
export const NamedArgument = open(
  {
    ...inputWithVariablesFields,
    type: Type.Literal('named'),
    name: text({ description: 'The flag with its dashes, such as `--port`.' }),
    isRepeated,
  },
  'An argument that is identified by its name.',
)
export type NamedArgument = Static<typeof NamedArgument>

/** A command-line argument, positional or named. */
export const Argument = Type.Union([PositionalArgument, NamedArgument])
export type Argument = Static<typeof Argument>

/** The transport over standard input and output. */
export const StdioTransport = open(
  { type: Type.Literal('stdio') },
  'The client communicates with the server over standard input and output.',
)
export type StdioTransport = Static<typeof StdioTransport>

const urlTransportFields = {
  url: Type.String({
    maxLength: MAX_URL_LENGTH,
    pattern: '^https?://[^\\s]+$',
    description: 'The URL of the server. `{name}` is replaced by the input of that name.',
  }),
  headers: Type.Optional(list(KeyValueInput, MAX_ITEMS.headers, 'Headers that the client sends with every request.')),
}

/** The streamable HTTP transport. */
export const StreamableHttpTransport = open(
  { type: Type.Literal('streamable-http'), ...urlTransportFields },
  'The client communicates with the server over streamable HTTP.',
)
export type StreamableHttpTransport = Static<typeof StreamableHttpTransport>

/** The HTTP transport with server-sent events, which MCP has replaced by streamable HTTP. */
export const SseTransport = open(
  { type: Type.Literal('sse'), ...urlTransportFields },
  'The client communicates with the server over HTTP with server-sent events, the former transport of MCP.',
)
export type SseTransport = Static<typeof SseTransport>

/** The transport between a client and a package that runs on its machine. */
export const LocalTransport = Type.Union([StdioTransport, StreamableHttpTransport, SseTransport])
export type LocalTransport = Static<typeof LocalTransport>

const remoteVariables = {
  variables: Type.Optional(variables('The variables that `{name}` in `url` stands for.')),
}

/** A remote server and its transport. */
export const Remote = Type.Union([
  open(
    { type: Type.Literal('streamable-http'), ...urlTransportFields, ...remoteVariables },
    'A remote server with the streamable HTTP transport.',
  ),
  open({ type: Type.Literal('sse'), ...urlTransportFields, ...remoteVariables }, 'A remote server with the SSE transport.'),
])
export type Remote = Static<typeof Remote>

/** The package types whose ownership the registry can verify. */
export const PACKAGE_TYPES = ['npm', 'pypi', 'nuget', 'cargo', 'oci', 'mcpb', 'go'] as const
/** A package type whose ownership the registry can verify. */
export type PackageType = (typeof PACKAGE_TYPES)[number]

/** A package that runs the server on the user's machine. */
export const Package = open(
  {
    registryType: text({ description: `The type of the package registry: ${PACKAGE_TYPES.join(', ')}.` }),
    registryBaseUrl: Type.Optional(uri('The base URL of the package registry.')),
    identifier: Type.String({
      maxLength: MAX_URL_LENGTH,
      description: 'The name of the package in its registry; for `oci` an image reference, for `mcpb` a download URL.',
    }),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_VERSION_LENGTH,
        not: { const: 'latest' },
        description: 'An exact version of the package, not a range or a tag.',
      }),
    ),
    fileSha256: Type.Optional(
      text({ pattern: '^[a-f0-9]{64}$', description: 'The SHA-256 hash of the file, 64 lower-case hexadecimal digits.' }),
    ),
    runtimeHint: Type.Optional(text({ description: 'The command that runs the package, such as `npx` or `uvx`.' })),
    transport: LocalTransport,
    runtimeArguments: Type.Optional(list(Argument, MAX_ITEMS.arguments, 'Arguments of the command that runs the package.')),
    packageArguments: Type.Optional(list(Argument, MAX_ITEMS.arguments, 'Arguments of the server itself.')),
    environmentVariables: Type.Optional(
      list(KeyValueInput, MAX_ITEMS.environmentVariables, 'Environment variables of the server.'),
    ),
  },
  'A package that runs the server on the user’s machine.',
)
export type Package = Static<typeof Package>

/** The source code repository, on GitHub or GitLab. */
export const Repository = open(
  {
    url: uri('The URL at which the source code can be browsed and cloned.'),
    source: text({ description: 'The hosting service: `github` or `gitlab`.' }),
    id: Type.Optional(
      text({
        description: 'The id of the repository at the hosting service; it does not change when the repository is renamed.',
      }),
    ),
    subfolder: Type.Optional(text({ description: 'The directory of the server in the repository, as a relative path.' })),
  },
  'The repository of the source code.',
)
export type Repository = Static<typeof Repository>

/** An icon of the server: an https URL, with its type, sizes and theme. */
export const Icon = open(
  {
    src: uri('An https URL of the image.', MAX_ICON_URL_LENGTH),
    mimeType: Type.Optional(
      Type.Union([
        Type.Literal('image/png'),
        Type.Literal('image/jpeg'),
        Type.Literal('image/jpg'),
        Type.Literal('image/svg+xml'),
        Type.Literal('image/webp'),
      ]),
    ),
    sizes: Type.Optional(list(text({ pattern: '^(\\d+x\\d+|any)$' }), MAX_ITEMS.sizes, '`48x48`, or `any`.')),
    theme: Type.Optional(
      Type.Union([Type.Literal('light'), Type.Literal('dark')], { description: 'The background that the icon is designed for.' }),
    ),
  },
  'An icon of the server.',
)
export type Icon = Static<typeof Icon>

/**
 * A server.json document of the current schema date: one version of one server.
 * Source: protocol.md of the MCP registry, "server.json".
 */
export const ServerJson = open(
  {
    $schema: Type.Optional(uri('The schema that the document was written for.')),
    name: Type.String({
      minLength: 3,
      maxLength: MAX_SERVER_NAME_LENGTH,
      pattern: '^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$',
      description: 'A reverse-DNS namespace, one slash, and the name of the server: `io.github.alice/weather`.',
    }),
    description: Type.String({
      minLength: 1,
      maxLength: MAX_DESCRIPTION_LENGTH,
      description: 'What the server does, in one sentence.',
    }),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_DESCRIPTION_LENGTH, description: 'A display name.' })),
    version: Type.String({
      maxLength: MAX_VERSION_LENGTH,
      description: 'An exact version; semantic versioning is recommended.',
    }),
    repository: Type.Optional(Repository),
    websiteUrl: Type.Optional(uri('An https page about the server.')),
    icons: Type.Optional(list(Icon, MAX_ITEMS.icons)),
    packages: Type.Optional(list(Package, MAX_ITEMS.packages)),
    remotes: Type.Optional(list(Remote, MAX_ITEMS.remotes)),
    _meta: Type.Optional(
      open(
        {
          [PUBLISHER_META_KEY]: Type.Optional(byName(Type.Unknown(), { description: 'Custom data of the publisher.' })),
        },
        'Metadata by reverse-DNS key. Publishers may only set the key below.',
      ),
    ),
  },
  'One version of one MCP server.',
)
export type ServerJson = Static<typeof ServerJson>
