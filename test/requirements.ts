/**
 * The ledger of promised behaviours. Every id is verified by at least one test, and every test that cites an id cites one of these;
 * `requirements.test.ts` checks both directions. `edge-N` is line N of the list of faults that other registries had.
 */
export const REQUIREMENTS = {
  'edge-1': 'A limit outside 1 to 100 is refused by name; without one a page has 30 entries.',
  'edge-2': 'A list that ends exactly at a page boundary has no empty page after it.',
  'edge-3': 'A list of nothing is an empty array with a count of 0.',
  'edge-4': 'Lists are in byte order of name and version under any locale of the database.',
  'edge-5': 'Versions with reserved characters survive list, cursor and detail, also when a client does not encode the cursor.',
  'edge-6': 'A walk shows every entry that was there at its start exactly once, whatever is written meanwhile.',
  'edge-7': 'The filters of a walk hold on every page, also when a client sends only the cursor.',
  'edge-8': 'Unknown parameters are ignored, an empty version is none, and `LATEST` is a literal.',
  'edge-9': 'Search text is literal, and bounded in time.',
  'edge-10': 'A cursor of other filters or of nobody is refused; the plain `name:version` form is understood.',
  'edge-11': '`updated_since` takes RFC 3339 with fractions and offsets and names the format when it refuses.',
  'edge-12': 'A new latest version moves both rows into the incremental feed.',
  'edge-13': 'Deleting the latest version shows both the deleted and the new latest row in the incremental feed.',
  'edge-14': 'A poller never misses a change that committed after a later one began.',
  'edge-15': 'Latest is the highest version that is not deleted, whatever the order of publishing.',
  'edge-16': 'With every version deleted, latest is gone from view but findable, and the next publish is latest.',
  'edge-17': 'A deprecated latest version stays latest.',
  'edge-18': 'Semver precedence decides latest; equal precedence keeps the earlier version and warns.',
  'edge-19': 'A version that is not semver does not displace one that is, and the publisher is warned.',
  'edge-20': 'Among versions that are not semver the later publish wins.',
  'edge-21':
    'Concurrent publishes leave exactly one latest, the highest; of identical ones one creates and the rest change nothing.',
  'edge-22': 'Huge numbers and long versions do not overflow; 255 characters are the limit.',
  'edge-23': 'Ranges and reserved words are refused as versions, unusual exact versions are not.',
  'edge-24': 'Malformed names are refused with the reason.',
  'edge-25': 'Two spellings of one name are one server.',
  'edge-26': 'A placeholder description is refused; the length limit counts code points.',
  'edge-27': 'A wrong type is reported at its exact path; publisher metadata is limited to 4096 bytes.',
  'edge-28': 'Hostile bodies are refused quickly as the fault of the client.',
  'edge-29': 'A permission covers exactly the namespaces it names, or exactly those below.',
  'edge-30': 'Only a current token that this deployment signed is a token.',
  'edge-41': 'Publishing is idempotent; other content and the number of a deleted version conflict.',
  'edge-42': 'Only an active latest version of another name holds a remote URL, and URLs are compared normalised.',
  'edge-43': 'Status messages are limited to 500 characters, and `latest` is no version to write to.',
  'edge-44': 'Encoded, raw and trailing slashes reach the same server; none makes an open redirect.',
  'edge-45': 'HEAD, 405, 404 and conditional requests behave as HTTP says.',
  'edge-46': 'Hostile markup in documents is refused or inert.',
  'edge-47': 'An absent database costs only uncached requests, and an acknowledged publish survives a kill.',
} as const satisfies Record<string, string>

export type RequirementId = keyof typeof REQUIREMENTS
