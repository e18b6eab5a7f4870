// Separate from the schemas, so that programs that need only a key do not load them.

/** The `_meta` key of the metadata that a registry assigns to an entry. Source: protocol.md, "HTTP API". */
export const OFFICIAL_META_KEY = 'io.modelcontextprotocol.registry/official'

/** The only `_meta` key that publishers may set in a server.json. Source: protocol.md, "server.json". */
export const PUBLISHER_META_KEY = 'io.modelcontextprotocol.registry/publisher-provided'

/** The maximum size of {@link PUBLISHER_META_KEY} in UTF-8 bytes of minified JSON. Source: protocol.md, "server.json". */
export const MAX_PUBLISHER_META_BYTES = 4096
