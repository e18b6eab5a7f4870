/**
 * The maximum size of a server.json that is published, edited, validated or imported, in UTF-8 bytes of its minified JSON. The largest
 * public document has 63,046.
 */
export const MAX_DOCUMENT_BYTES = 131_072

/** The maximum length of a server name, in characters. */
export const MAX_SERVER_NAME_LENGTH = 200

/** The maximum length of the version of a server or package, in characters. */
export const MAX_VERSION_LENGTH = 255

/** The maximum length of the description and of the title of a server, in characters. */
export const MAX_DESCRIPTION_LENGTH = 100

/** The maximum length of a URL in a document, in characters. Browsers and proxies do not reliably accept longer ones. */
export const MAX_URL_LENGTH = 2_048

/** The maximum length of an icon URL, in characters. */
export const MAX_ICON_URL_LENGTH = 255

/** The maximum length of any other text field, in characters. The longest public one, an input description, has 405. */
export const MAX_TEXT_LENGTH = 4_096

/**
 * The maximum length of each list field, and the maximum number of `variables` of an input or remote. Each limit is at least twice the
 * maximum among 8,365 public documents, which is given beside it.
 */
export const MAX_ITEMS = {
  packages: 50, // 7
  remotes: 100, // 30
  icons: 20, // 7
  sizes: 20, // 3
  arguments: 200, // 44
  environmentVariables: 256, // 61
  headers: 50, // 9
  variables: 50, // 2
  choices: 100, // 23
} as const

/** The maximum length of any list. */
export const MAX_LIST_LENGTH = Math.max(...Object.values(MAX_ITEMS))

/** The maximum total of headers, arguments, environment variables and variables in a document. The largest public document has 288. */
export const MAX_INPUTS = 1_000

/** The maximum number of issues listed by a validation; the rest are counted. */
export const MAX_ISSUES = 100

/** The maximum size of a client.json, in UTF-8 bytes of its minified JSON. */
export const MAX_CLIENT_BYTES = 65_536

/** The maximum length of each list, and number of fields of each open object, in a client.json. */
export const MAX_CLIENT_ITEMS = {
  platforms: 4,
  protocolVersions: 20,
  evidence: 8,
  files: 20,
  keys: 4,
  fields: 20,
  links: 12,
  commands: 12,
  words: 40,
  registries: 8,
  policies: 8,
  manual: 4,
} as const

/** The maximum length of a path, a template or a word of a command in a client.json, in characters. */
export const MAX_CLIENT_PATH_LENGTH = 512

/** The maximum length of a key or a field name in a client.json, in characters. */
export const MAX_CLIENT_KEY_LENGTH = 64
