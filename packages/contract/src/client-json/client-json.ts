import Type, { type Static, type TObject } from 'typebox'
import {
  MAX_CLIENT_ITEMS,
  MAX_CLIENT_KEY_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_SERVER_NAME_LENGTH,
  MAX_TEXT_LENGTH,
  MAX_URL_LENGTH,
} from '../limits.js'
import { CLIENT_TRANSPORTS, ClientConfigurationFacts, type ClientTransport } from './client-configuration.js'
import { ClientFact, EvidenceList } from './client-facts.js'
import { oneOf } from './one-of.js'

/** The features of MCP that a client may support. */
export const CLIENT_FEATURES = [
  'tools',
  'resources',
  'prompts',
  'discovery',
  'instructions',
  'completions',
  'sampling',
  'roots',
  'elicitation',
  'tasks',
  'apps',
] as const
/** A feature of MCP that a client may support. */
export type ClientFeature = (typeof CLIENT_FEATURES)[number]

/** How a client proves to a remote server who the user is. */
export const CLIENT_AUTHENTICATION = [
  'headers',
  'oauth',
  'dynamicClientRegistration',
  'clientIdMetadata',
  'clientCredentials',
] as const
/** A way in which a client proves to a remote server who the user is. */
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATION)[number]

/** The kinds of programs that are clients. */
export const CLIENT_CATEGORIES = ['editor', 'extension', 'terminal', 'desktop', 'web', 'tool'] as const
/** A kind of program that is a client. */
export type ClientCategory = (typeof CLIENT_CATEGORIES)[number]

/** The platforms on which clients run. */
export const CLIENT_PLATFORMS = ['darwin', 'linux', 'win32', 'web'] as const
/** A platform on which a client runs; the first three as Node spells them. */
export type ClientPlatform = (typeof CLIENT_PLATFORMS)[number]

const uri = (description: string) => Type.String({ format: 'uri', maxLength: MAX_URL_LENGTH, description })
const line = (description: string) => Type.String({ minLength: 1, maxLength: MAX_DESCRIPTION_LENGTH, description })
const id = (description: string) =>
  Type.String({ minLength: 3, maxLength: MAX_SERVER_NAME_LENGTH, pattern: '^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$', description })

function factOf<const T extends string>(names: readonly T[], description: string): TObject<Record<T, typeof ClientFact>> {
  const properties = Object.fromEntries(names.map((name) => [name, ClientFact])) as Record<T, typeof ClientFact>
  return Type.Object(properties, { description })
}

const transports: TObject<Record<ClientTransport, typeof ClientFact>> = factOf(
  CLIENT_TRANSPORTS,
  'The transports over which the client connects to servers.',
)

/** A client.json document: what is known of one MCP client, each fact with its source. */
export const ClientJson = Type.Object(
  {
    $schema: Type.Optional(
      Type.String({ maxLength: MAX_URL_LENGTH, description: 'The location of this schema, for editors; may be relative.' }),
    ),
    id: id('A reverse-DNS namespace of the vendor, one slash, and the name of the client: `com.microsoft/vscode`.'),
    title: line('The name that the vendor uses.'),
    description: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH, description: 'What the client is.' })),
    vendor: line('Who makes it.'),
    websiteUrl: uri('An https page about the client.'),
    repositoryUrl: Type.Optional(uri('An https page with the source code.')),
    license: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_CLIENT_KEY_LENGTH,
        description: 'The SPDX id of its licence, or `proprietary`.',
      }),
    ),
    category: oneOf(
      CLIENT_CATEGORIES,
      'What kind of program it is: an `editor`, an `extension` of one, an agent in a `terminal`, a `desktop` application, a `web` application, or a `tool`.',
    ),
    platforms: Type.Array(oneOf(CLIENT_PLATFORMS, 'A platform.'), {
      minItems: 1,
      maxItems: MAX_CLIENT_ITEMS.platforms,
      description: 'Where it runs.',
    }),
    replacedBy: Type.Optional(id('The id of the client that this one has become.')),
    evidence: EvidenceList,
    protocolVersions: Type.Optional(
      Type.Object(
        {
          versions: Type.Array(
            Type.String({ maxLength: 10, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'A revision of MCP.' }),
            {
              minItems: 1,
              maxItems: MAX_CLIENT_ITEMS.protocolVersions,
              description: 'Revisions that the client is known to use.',
            },
          ),
          evidence: EvidenceList,
        },
        { description: 'The revisions of MCP that the client uses; absent if no source says.' },
      ),
    ),
    transports,
    authentication: factOf(CLIENT_AUTHENTICATION, 'How the client authenticates to remote servers.'),
    features: factOf(CLIENT_FEATURES, 'The features of MCP that the client supports.'),
    configuration: ClientConfigurationFacts,
  },
  { description: 'One MCP client.' },
)
export type ClientJson = Static<typeof ClientJson>
