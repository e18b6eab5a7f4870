import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { stringify } from 'yaml'
import { exampleDocument } from '../examples.js'
import type { Operation } from '../operation.js'
import { COMPONENT_SCHEMAS, withReferences } from './components.js'
import { toOpenApi30 } from './to-openapi-30.js'

const CACHE_CONTROL = 'public, max-age=300'

// Catalogs recognise a registry of this protocol by this version and by the link in the description.
const INFO = {
  title: 'MCP Registry',
  version: '1.0.0',
  description: [
    'A registry of Model Context Protocol servers: which there are, in which versions, and how they are run or reached.',
    'It speaks the protocol of https://github.com/modelcontextprotocol/registry, so every client of that registry works here.',
    'In a path, the slash in the name of a server may be encoded or not, and a slash at the end is ignored. No response is a redirect.',
    'Every path below exists under `/v0`, too. Errors are problems as of RFC 9457; their `code` and `retryable` are stable.',
  ].join('\n\n'),
  license: { name: 'MIT', identifier: 'MIT' },
}

const TAGS = [
  { name: 'servers', description: 'Find servers. Open to anyone.' },
  { name: 'clients', description: 'What MCP clients support, and how a server is added to each. Open to anyone.' },
  { name: 'publishing', description: 'Publish and maintain versions. Requires a registry token, except for validation.' },
  { name: 'identity', description: 'Exchange a proof of identity for a registry token.' },
  { name: 'aggregators', description: 'Follow, copy, search and count all entries. Open to anyone.' },
  {
    name: 'administration',
    description: 'Take down servers, deny namespaces and read the audit log. Requires a token with permission to edit `*`.',
  },
  { name: 'system', description: 'Health and version of the registry.' },
]

/** Generates and serves the OpenAPI document of the documented routes. Must be called before they are registered. */
export async function addOpenApi(app: FastifyInstance, publicUrl: string, operations: readonly Operation[]): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: INFO,
      servers: [{ url: publicUrl }],
      tags: TAGS,
      components: {
        securitySchemes: {
          registryToken: { type: 'http', scheme: 'bearer', description: 'A registry token, issued by the identity operations.' },
        },
        schemas: COMPONENT_SCHEMAS,
      },
    },
    transform: ({ schema, url }) => ({ schema: withReferences(schema) as typeof schema, url }),
    transformObject: (document) => ('openapiObject' in document ? addExamples(document.openapiObject, operations) : {}),
  })
  const options = { config: { access: 'public', cacheControl: CACHE_CONTROL }, schema: { hide: true } } as const
  let json: string | undefined
  let json30: string | undefined
  let yaml: string | undefined
  app.get('/openapi.json', options, async (_request, reply) => {
    reply.type('application/json; charset=utf-8')
    return (json ??= JSON.stringify(app.swagger()))
  })
  // For generators that do not support 3.1. The path is the same as in the reference implementation.
  app.get('/openapi-3.0.json', options, async (_request, reply) => {
    reply.type('application/json; charset=utf-8')
    return (json30 ??= JSON.stringify(toOpenApi30({ ...app.swagger() })))
  })
  app.get('/openapi.yaml', options, async (_request, reply) => {
    reply.type('application/yaml; charset=utf-8')
    return (yaml ??= stringify(app.swagger(), { aliasDuplicateObjects: false }))
  })
}

interface Media {
  example?: unknown
}
interface Described {
  readonly operationId?: string
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> }
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}

// Examples are added last: the plugin treats them as schemas and removes keys such as `$schema`.
function addExamples<T extends object>(document: T, operations: readonly Operation[]): T {
  const paths: Readonly<Record<string, Readonly<Record<string, Described>>>> = 'paths' in document ? Object(document.paths) : {}
  for (const described of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const operation = operations.find(({ operationId }) => operationId === described.operationId)
    if (operation === undefined) continue
    const answers = Object.values(described.responses?.['200']?.content ?? {})
    for (const media of answers) media.example = operation.answer.example
    const bodies = Object.values(described.requestBody?.content ?? {})
    for (const media of bodies) media.example = operation.bodyExample ?? (operation.document && exampleDocument)
  }
  return document
}
