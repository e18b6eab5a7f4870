/**
 * The largest server.json that is published, edited, validated or imported: bytes of its minified JSON in UTF-8. The largest public
 * document has 63,046.
 */
export const MAX_DOCUMENT_BYTES = 131_072

/** The longest name of a server, in characters. */
export const MAX_SERVER_NAME_LENGTH = 200

/** The longest version of a server or package, in characters. */
export const MAX_VERSION_LENGTH = 255

/** The longest description and the longest title of a server, in characters. */
export const MAX_DESCRIPTION_LENGTH = 100

/** The longest URL in a document, in characters: more than that is not reliably accepted by browsers and proxies. */
export const MAX_URL_LENGTH = 2_048

/** The longest URL of an icon, in characters. */
export const MAX_ICON_URL_LENGTH = 255

/** The longest text in any other field, in characters. The longest public one, a description of an input, has 405. */
export const MAX_TEXT_LENGTH = 4_096

/**
 * The longest list in each field, and the most `variables` of one input or remote. Each is at least twice the largest of 8,365 public
 * documents, which is the number beside it.
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

/** The longest list in any field. */
export const MAX_LIST_LENGTH = Math.max(...Object.values(MAX_ITEMS))

/** The most headers, arguments, environment variables and variables in one document. The largest public one has 288. */
export const MAX_INPUTS = 1_000

/** The most issues that a validation lists; the rest are counted. */
export const MAX_ISSUES = 100
