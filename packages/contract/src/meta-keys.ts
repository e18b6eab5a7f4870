// Apart from the schemas, which a program that needs only a key should not have to load.

/** The key of `_meta` for the metadata that a registry assigns to an entry. Source: protocol.md, "HTTP API". */
export const OFFICIAL_META_KEY = 'io.modelcontextprotocol.registry/official'

/** The only key of `_meta` that publishers may set in a server.json. Source: protocol.md, "server.json". */
export const PUBLISHER_META_KEY = 'io.modelcontextprotocol.registry/publisher-provided'

/** The largest value of {@link PUBLISHER_META_KEY}: bytes of its minified JSON in UTF-8. Source: protocol.md, "server.json". */
export const MAX_PUBLISHER_META_BYTES = 4096
