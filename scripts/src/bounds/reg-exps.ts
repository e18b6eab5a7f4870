/** The input of the regular expressions below a path, and its maximum size. */
export interface RegExpInput {
  readonly under: string
  readonly input: string
  readonly limit: string
}

/** The longest matching path applies. All expressions are linear except those in {@link BOUNDED}. */
export const REG_EXP_INPUTS: readonly RegExpInput[] = [
  { under: 'packages/contract/src/', input: 'a document', limit: '128 KiB, a text of it 4,096 characters, a URL 2,048' },
  { under: 'packages/contract/src/server-name-marker.ts', input: 'the README or the description of a package', limit: '8 MiB' },
  { under: 'packages/client/src/', input: 'an entry of a registry, or its answers', limit: '128 KiB' },
  {
    under: 'packages/publisher/src/',
    input: 'arguments, files and terminal input of the user',
    limit: 'the machine of the user',
  },
  { under: 'packages/publisher/src/inspection/', input: 'what an inspected server writes', limit: '16 MiB' },
  { under: 'packages/publisher/src/launching/', input: 'arguments of the user, and entries of a registry', limit: '128 KiB' },
  { under: 'packages/cli/src/', input: 'arguments of the user, and entries of a registry', limit: '128 KiB' },
  { under: 'packages/server/src/aggregators/', input: 'parameters of a URL, or names of own files', limit: '16,384 characters' },
  { under: 'packages/server/src/audit/', input: 'a text to record, cut first', limit: '2,000 characters' },
  { under: 'packages/server/src/backup/', input: 'a line of the backup that the operator restores', limit: '16 MiB' },
  { under: 'packages/server/src/catalog/', input: 'parameters of a URL, or a document', limit: '128 KiB' },
  { under: 'packages/server/src/entries/', input: 'parameters of a URL', limit: '16,384 characters' },
  { under: 'packages/server/src/config', input: 'settings of the operator', limit: 'the environment' },
  { under: 'packages/server/src/http/', input: 'the URL or the headers', limit: '16,384 characters; headers 128 KiB' },
  {
    under: 'packages/server/src/identity/',
    input: 'a token, the body of a login, or the answer of an issuer',
    limit: '64 KiB; answers 2 MiB',
  },
  { under: 'packages/server/src/find-open-file-limit.ts', input: '/proc/self/limits', limit: '4 KiB' },
  { under: 'packages/server/src/outbound/', input: 'a host name', limit: '2,048 characters' },
  { under: 'packages/server/src/ownership/', input: 'a package of a document, or the answer of its registry', limit: '8 MiB' },
  { under: 'packages/server/src/cache/', input: 'an ETag of the server', limit: '100 characters' },
  { under: 'packages/server/src/search/', input: 'a query, or a document', limit: '200 characters; 128 KiB' },
  { under: 'packages/server/src/store/', input: 'statements, error messages and file names of the server', limit: 'the code' },
  { under: 'packages/server/src/store/connection-parameters.ts', input: 'a setting of the operator', limit: 'the environment' },
  { under: 'packages/server/src/store/database-url.ts', input: 'a setting of the operator', limit: 'the environment' },
  { under: 'packages/server/src/store/migrations/', input: 'a document', limit: '128 KiB' },
  {
    under: 'packages/server/src/upstreams/',
    input: 'the source of an import: its URL, headers, or one element',
    limit: '16 MiB',
  },
]

/** Regular expressions that may not be linear or cannot be checked, and what bounds them. Prefer a linear expression. */
export const BOUNDED: readonly { readonly file: string; readonly pattern: string; readonly bound: string }[] = [
  {
    file: 'packages/contract/src/validation/check-schema.ts',
    pattern: 'pattern',
    bound: 'The patterns of the JSON schemas, which are checked where they are written.',
  },
]

export function findRegExpInput(file: string): RegExpInput | undefined {
  return REG_EXP_INPUTS.filter(({ under }) => file.startsWith(under)).toSorted((a, b) => b.under.length - a.under.length)[0]
}
