import {
  MAX_DESCRIPTION_LENGTH,
  MAX_DOCUMENT_BYTES,
  MAX_ICON_URL_LENGTH,
  MAX_INPUTS,
  MAX_ISSUES,
  MAX_ITEMS,
  MAX_JSON_DEPTH,
  MAX_PUBLISHER_META_BYTES,
  MAX_SERVER_NAME_LENGTH,
  MAX_TEXT_LENGTH,
  MAX_URL_LENGTH,
  MAX_VERSION_LENGTH,
} from '@mcp-registry/contract'
import { SERVER_LIMITS } from '@mcp-registry/server'

const FIELDS: Readonly<Record<keyof typeof MAX_ITEMS, string>> = {
  packages: '`packages`',
  remotes: '`remotes`',
  icons: '`icons`',
  sizes: '`sizes` of an icon',
  arguments: '`runtimeArguments`, `packageArguments`',
  environmentVariables: '`environmentVariables`',
  headers: '`headers`',
  variables: '`variables` of an input or remote',
  choices: '`choices`',
}

/** Replaces the table of limits in the document about server.json by the limits of the validation. */
export function withLimits(markdown: string): string {
  const rows: readonly (readonly [what: string, limit: number, unit: string])[] = [
    ['Document, without white space between tokens', MAX_DOCUMENT_BYTES, 'bytes of UTF-8'],
    ['Publisher metadata in `_meta`', MAX_PUBLISHER_META_BYTES, 'bytes of UTF-8'],
    ['Nesting of objects and arrays', MAX_JSON_DEPTH, 'levels'],
    ['`name`', MAX_SERVER_NAME_LENGTH, 'characters'],
    ['`version` of the server or of a package', MAX_VERSION_LENGTH, 'characters'],
    ['`description`, `title`', MAX_DESCRIPTION_LENGTH, 'characters'],
    ['URLs, `identifier`', MAX_URL_LENGTH, 'characters'],
    ['`src` of an icon', MAX_ICON_URL_LENGTH, 'characters'],
    ['Any other string', MAX_TEXT_LENGTH, 'characters'],
    ...Object.entries(MAX_ITEMS).map(([field, limit]) => [FIELDS[field as keyof typeof MAX_ITEMS], limit, 'items'] as const),
    ['Headers, arguments, environment variables and variables of a document', MAX_INPUTS, 'in all'],
    ['Versions of a server', SERVER_LIMITS.maxVersionsPerServer, 'versions'],
    ['Documents of all versions of a server, deleted ones included', SERVER_LIMITS.maxBytesPerServer, 'bytes of UTF-8'],
    ['Issues that a validation lists', MAX_ISSUES, 'issues'],
  ]
  const lines = rows.map(([what, limit, unit]) => `| ${what} | ${limit.toLocaleString('en-US')} ${unit} |`)
  const table = ['| what | limit |', '| --- | --- |', ...lines].join('\n')
  return markdown.replace(
    /(<!-- limits -->\n).*(<!-- \/limits -->)/s,
    (_, start: string, end: string) => `${start}\n${table}\n\n${end}`,
  )
}
