/** A promised behaviour. */
export interface Requirement {
  readonly promise: string
  /** Where it is promised: a heading or a JSON pointer of a document in this repository, or the section of a public standard. */
  readonly source: string
}

/**
 * The ledger of promised behaviours. Every id is verified by at least one test, and every test that cites an id cites one of these;
 * `requirements.test.ts` checks both directions, and that the sources exist. `edge-N` is line N of the list of faults that other registries
 * had.
 */
export const REQUIREMENTS = {
  'edge-1': {
    promise: 'A limit outside 1 to 100 is refused by name; without one a page has 30 entries.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-2': {
    promise: 'A list that ends exactly at a page boundary has no empty page after it.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-3': {
    promise: 'A list of nothing is an empty array with a count of 0.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-4': {
    promise: 'Lists are in byte order of name and version under any locale of the database.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-5': {
    promise: 'Versions with reserved characters survive list, cursor and detail, also when a client does not encode the cursor.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-6': {
    promise: 'A walk shows every entry that was there at its start exactly once, whatever is written meanwhile.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-7': {
    promise: 'The filters of a walk hold on every page, also when a client sends only the cursor.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-8': {
    promise: 'Unknown parameters are ignored, an empty version is none, and `LATEST` is a literal.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-9': {
    promise: 'Search text is literal, and bounded in time.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-10': {
    promise: 'A cursor of other filters or of nobody is refused; the plain `name:version` form is understood.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-11': {
    promise: '`updated_since` takes RFC 3339 with fractions and offsets and names the format when it refuses.',
    source: 'docs/aggregators.md#or-poll-with-updated_since',
  },
  'edge-12': {
    promise: 'A new latest version moves both rows into the incremental feed.',
    source: 'docs/aggregators.md#or-poll-with-updated_since',
  },
  'edge-13': {
    promise: 'Deleting the latest version shows both the deleted and the new latest row in the incremental feed.',
    source: 'docs/aggregators.md#or-poll-with-updated_since',
  },
  'edge-14': {
    promise: 'A poller never misses a change that committed after a later one began.',
    source: 'docs/aggregators.md#or-poll-with-updated_since',
  },
  'edge-15': {
    promise: 'Latest is the highest version that is not deleted, whatever the order of publishing.',
    source: 'docs/publishing.md#versions',
  },
  'edge-16': {
    promise: 'With every version deleted, latest is gone from view but findable, and the next publish is latest.',
    source: 'docs/publishing.md#versions',
  },
  'edge-17': {
    promise: 'A deprecated latest version stays latest.',
    source: 'docs/publishing.md#versions',
  },
  'edge-18': {
    promise: 'Semver precedence decides latest; equal precedence keeps the earlier version and warns.',
    source: 'docs/publishing.md#versions',
  },
  'edge-19': {
    promise: 'A version that is not semver does not displace one that is, and the publisher is warned.',
    source: 'docs/publishing.md#versions',
  },
  'edge-20': {
    promise: 'Among versions that are not semver the later publish wins.',
    source: 'docs/publishing.md#versions',
  },
  'edge-21': {
    promise:
      'Concurrent publishes leave exactly one latest, the highest; of identical ones one creates and the rest change nothing.',
    source: 'docs/publishing.md#versions',
  },
  'edge-22': {
    promise: 'Huge numbers and long versions do not overflow; 255 characters are the limit.',
    source: 'docs/server-json.md#limits',
  },
  'edge-23': {
    promise: 'Ranges and reserved words are refused as versions, unusual exact versions are not.',
    source: 'docs/server-json.md#names-versions-and-texts',
  },
  'edge-24': {
    promise: 'Malformed names are refused with the reason.',
    source: 'docs/server-json.md#names-versions-and-texts',
  },
  'edge-25': {
    promise: 'Two spellings of one name are one server.',
    source: 'docs/publishing.md#versions',
  },
  'edge-26': {
    promise: 'A placeholder description is refused; the length limit counts code points.',
    source: 'docs/server-json.md#names-versions-and-texts',
  },
  'edge-27': {
    promise: 'A wrong type is reported at its exact path; publisher metadata is limited to 4096 bytes.',
    source: 'docs/server-json.md#names-versions-and-texts',
  },
  'edge-28': {
    promise: 'Hostile bodies are refused quickly as the fault of the client.',
    source: 'docs/operating.md#limits-of-requests',
  },
  'edge-29': {
    promise: 'A permission covers exactly the namespaces it names, or exactly those below.',
    source: 'docs/publishing.md#with-a-domain-and-an-ed25519-key',
  },
  'edge-30': {
    promise: 'Only a current token that this deployment signed is a token.',
    source: 'SECURITY.md#attacks-and-defences',
  },
  'edge-31': {
    promise: 'A signed timestamp is used once, in time, by any key that the domain publishes.',
    source: 'docs/publishing.md#with-a-domain-and-an-ed25519-key',
  },
  'edge-32': {
    promise: 'A proof over HTTPS comes from a public address, without redirects, in 4096 bytes.',
    source: 'docs/publishing.md#with-a-website',
  },
  'edge-33': {
    promise: 'Only a plain domain name is a domain, and its spelling is folded.',
    source: 'docs/publishing.md#with-a-domain-and-an-ed25519-key',
  },
  'edge-34': {
    promise: 'GitHub grants exactly what an account owns, or nothing while it cannot be asked.',
    source: 'docs/publishing.md#with-a-github-account',
  },
  'edge-35': {
    promise: 'A denied namespace is taken from its owner, and nothing else is.',
    source: 'docs/operating.md#taking-down-and-denying',
  },
  'edge-36': {
    promise: 'A marker for a longer name does not prove a shorter one, and every usual end of a name is accepted.',
    source: 'docs/packages.md#pypi-and-nuget',
  },
  'edge-37': {
    promise: 'A package registry that fails in whatever way refuses the publish as retryable.',
    source: 'docs/packages.md#when-a-package-is-refused',
  },
  'edge-38': {
    promise: 'Identifiers that could change the address that is asked are refused before any request.',
    source: 'docs/packages.md#package-ownership',
  },
  'edge-39': {
    promise: 'Every way in which a release file can be wrong is told apart.',
    source: 'docs/packages.md#mcpb-files',
  },
  'edge-40': {
    promise: 'Images are found by tag, digest or both, at hosts of the list only, and private ones are named as such.',
    source: 'docs/packages.md#oci-images',
  },
  'edge-41': {
    promise: 'Publishing is idempotent; other content and the number of a deleted version conflict.',
    source: 'docs/publishing.md#versions',
  },
  'edge-42': {
    promise: 'A remote URL may belong to several names; one that is too long is refused at once.',
    source: 'docs/publishing.md#versions',
  },
  'edge-43': {
    promise: 'Status messages are limited to 500 characters, and `latest` is no version to write to.',
    source: 'docs/publishing.md#versions',
  },
  'edge-44': {
    promise: 'Encoded, raw and trailing slashes reach the same server; none makes an open redirect.',
    source: 'docs/openapi.json#/info/description',
  },
  'edge-45': {
    promise: 'HEAD, 405, 404 and conditional requests behave as HTTP says.',
    source: 'RFC 9110, 9.3.2, 13.1.2, 15.5.5 and 15.5.6',
  },
  'edge-46': {
    promise: 'Hostile markup in documents is refused or inert.',
    source: 'docs/server-json.md#names-versions-and-texts',
  },
  'edge-47': {
    promise: 'An absent database costs only uncached requests, and an acknowledged publish survives a kill.',
    source: 'docs/operating.md#outages',
  },
  'edge-48': {
    promise: 'A cursor of any made-up shape is refused, and the pages of other readers stay whole.',
    source: 'docs/aggregators.md#page-through-the-list',
  },
  'edge-49': {
    promise: 'A hostile document or search costs bounded work and has a bounded answer.',
    source: 'docs/operating.md#limits-of-requests',
  },
  'edge-50': {
    promise: 'Numbers are decimal digits within their range, and no text of a request makes the database fail.',
    source: 'docs/operating.md#limits-of-requests',
  },
  'edge-51': {
    promise: 'Unknown parameters and long URLs take no memory.',
    source: 'docs/operating.md#limits-of-requests',
  },
  'edge-52': {
    promise: 'A host that cannot be reached costs the request that asks for it, never the process.',
    source: 'docs/operating.md#outages',
  },
  'edge-53': {
    promise: 'Of two containers on one data folder the second is refused, and nothing acknowledged is lost.',
    source: 'docs/operating.md#storage',
  },
  'edge-54': {
    promise: 'When the change clock goes back, every process serves the truth again, and followers start over.',
    source: 'docs/operating.md#restoring-a-snapshot',
  },
  'edge-55': {
    promise: 'A jump of the clock does not stay in the timestamps of later changes, and somebody hears of it.',
    source: 'docs/operating.md#clock-errors',
  },
  'edge-56': {
    promise:
      'One bad entry of an import is refused with its reason, the rest goes on, and no timestamp of it stops those who poll.',
    source: 'docs/operating.md#imports',
  },
  'edge-58': {
    promise: 'Every attempt of a publisher is in the audit log, however long its texts; what cannot be recorded does not happen.',
    source: 'docs/operating.md#audit-log',
  },
  'edge-59': {
    promise: 'Everything works under any locale of the database.',
    source: 'docs/operating.md#storage',
  },
  'edge-60': {
    promise: 'A placeholder that no variable declares is a warning, not an error, outside of URLs.',
    source: 'docs/server-json.md#placeholders',
  },
  'edge-61': {
    promise: 'An edit is not refused for what the stored document has already.',
    source: 'docs/server-json.md#edits',
  },
  'edge-62': {
    promise: 'A field of another spelling is named with the right one, and stays in the document.',
    source: 'docs/server-json.md#unknown-fields',
  },
  'edge-63': {
    promise: 'A variable that a configuration refers to is named after its entry, so that no document chooses which one is sent.',
    source: 'docs/launch.md#client-configuration',
  },
  'edge-64': {
    promise: 'Of bundles for several platforms the one of this machine is taken, or all are refused with their list.',
    source: 'docs/cli.md#config-and-run',
  },
  'edge-65': {
    promise: 'A Go program below the root of its module is proven by the module, and started by its own path.',
    source: 'docs/packages.md#go-modules',
  },
  'edge-66': {
    promise: 'Servers whose names end alike are entries of their own in one configuration.',
    source: 'docs/launch.md#client-configuration',
  },
  'edge-57': {
    promise:
      'A list item of a peer is mirrored without an official block, whose five fields every entry has, and with what else is in its `_meta`.',
    source: 'docs/operating.md#imports',
  },
  'publisher:preview': {
    promise: 'A preview shows what users are asked for, the command or URL, and the configuration of clients; it sends nothing.',
    source: 'docs/publisher-cli.md#preview-file-',
  },
  'publisher:version-of-packages': {
    promise: 'A publication can take its version from its packages, which have to agree; the file changes only on request.',
    source: 'docs/publisher-cli.md#versions-of-packages',
  },
  'publish:dry-run': {
    promise: 'A dry run of publishing checks everything and changes nothing.',
    source: 'docs/openapi.json#/paths/~1v0.1~1publish/post/parameters/0/description',
  },
  'changes-in-commit-order': {
    promise: 'The feed of changes shows the last change of every version in commit order, deletions included.',
    source: 'docs/aggregators.md#then-follow-the-changes',
  },
  'changes-waited-for': {
    promise: 'A reader of the feed can wait for the next change, by long poll or by server-sent events.',
    source: 'docs/aggregators.md#then-follow-the-changes',
  },
  'export-is-a-snapshot': {
    promise: 'The export is the whole registry at one change number, and can be resumed.',
    source: 'docs/aggregators.md#start-with-the-export',
  },
  'backup-has-everything': {
    promise: 'A backup has every row of every table, and a database that is restored from it answers like the original.',
    source: 'docs/operating.md#backups',
  },
  'restore-is-one-step': {
    promise: 'A restore happens as a whole or not at all, and takes back no takedown, denial or audit log entry.',
    source: 'docs/operating.md#backups',
  },
  'inspect:stdio': {
    promise: 'mcp-publisher inspect records what a program offers, and changes nothing else of the file.',
    source: 'docs/publisher-cli.md#inspect-file-',
  },
  'inspect:package': {
    promise: 'mcp-publisher inspect starts a package as clients do, and never records a secret.',
    source: 'docs/publisher-cli.md#inspect-file-',
  },
  'inspect:remotes': {
    promise: 'mcp-publisher inspect connects to remotes of both HTTP transports, and says when one wants a login.',
    source: 'docs/publisher-cli.md#inspect-file-',
  },
  'inspect:hostile': {
    promise:
      'A server that does not answer, floods or ends is named by mcp-publisher inspect, with a remedy and the end of its output.',
    source: 'docs/publisher-cli.md#inspect-file-',
  },
  'inspect:malformed': {
    promise: 'A malformed inspection is a warning, and counts as absent for search and show.',
    source: 'docs/server-json.md#inspection',
  },
  'search:inspected': {
    promise: 'A ranked search finds the recorded names of tools, prompts and resources, and can be limited to a capability.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:best-first': {
    promise: 'A ranked search shows names before titles, identifiers and descriptions, and exact names before all.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:words': {
    promise: 'A ranked search needs all words, or one when no server has all, in any script, and takes everything for text.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'owners:added-owner-publishes': {
    promise: 'Whoever may publish in an added namespace may publish that server and change its status, and no other server.',
    source: 'docs/publishing.md#owners-and-pinned-workflows',
  },
  'owners:only-the-namespace-adds': {
    promise: 'Only the owners of its namespace, and administrators, add owners of a server, and a job never does.',
    source: 'docs/publishing.md#owners-and-pinned-workflows',
  },
  'owners:refusal-names-the-command': {
    promise: 'The refusal of a publication names the command with which an owner of the namespace adds the publisher.',
    source: 'docs/publisher-cli.md#owner-listaddremove-',
  },
  'owners:removal-at-once': {
    promise: 'A removed owner publishes nothing more, whatever token it holds.',
    source: 'docs/publishing.md#owners-and-pinned-workflows',
  },
  'owners:idempotent': {
    promise: 'All owners list the owners, one can remove itself, and adding or removing one again changes nothing.',
    source: 'docs/publishing.md#owners-and-pinned-workflows',
  },
  'search:typos': {
    promise: 'A ranked search corrects misspelt words that nothing has, and says so.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:highlights': {
    promise: 'A ranked search says where in the texts of a hit its words are.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:current': {
    promise: 'A ranked search shows every server as its latest version is now.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:facets': {
    promise: 'The facets of a ranked search count its hits.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:pages': {
    promise: 'The pages of a ranked search lead through every hit once.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'search:bounded': {
    promise: 'A ranked search reads no table as a whole, and says when it did not look at all hits.',
    source: 'docs/aggregators.md#search-by-relevance',
  },
  'stats-are-counts': {
    promise: 'The statistics are what counting everything would give.',
    source: 'docs/aggregators.md#statistics',
  },
  'client:mirror-misses-nothing': {
    promise: 'A mirror by `updated_since` misses nothing, whatever changes while its pages are walked.',
    source: 'docs/sdk.md#mirrors',
  },
  'client:one-error': {
    promise: 'Whatever a registry or the network does, the client throws one error with a code, a status and whether to retry.',
    source: 'docs/sdk.md#errors',
  },
  'launch:never-throws': {
    promise: 'Every document ends in a launch or in every reason why not, never in an exception.',
    source: 'docs/launch.md#results',
  },
  'launch:one-argument': {
    promise: 'An answer is one argument as it is, whatever is in it.',
    source: 'docs/launch.md#arguments-variables-and-headers',
  },
  'config:nothing-else-touched': {
    promise: 'Writing a server into an existing configuration changes nothing else in it, and writing it twice changes nothing.',
    source: 'docs/launch.md#client-configuration',
  },
  'config:unreadable-is-refused': {
    promise: 'A configuration that cannot be read is refused and stays as it is.',
    source: 'docs/launch.md#client-configuration',
  },
  'clients:schema-agrees': {
    promise: 'The published schema of client.json and the validation agree about every document.',
    source: 'docs/clients.md#the-format',
  },
  'clients:evidence': {
    promise: 'Every description of a client is valid, and each of its facts names a source and a day.',
    source: 'docs/clients.md#evidence',
  },
  'clients:list': {
    promise: 'A registry lists the clients, by feature, transport, platform, category and words.',
    source: 'docs/clients.md#in-a-registry',
  },
  'clients:etag': {
    promise: 'A reader that has the list of clients, or a description, is told by its ETag that it has not changed.',
    source: 'docs/clients.md#in-a-registry',
  },
  'clients:operator-changes': {
    promise: 'The list is updated with the program, except for the clients that an administrator has set or removed.',
    source: 'docs/clients.md#in-a-registry',
  },
  'clients:compare': {
    promise: 'mcp-registry lists, shows and compares clients, also without a registry.',
    source: 'docs/clients.md#on-the-command-line',
  },
  'clients:written-from-descriptions': {
    promise:
      'The configuration of every client whose file is described can be written, for each transport that its description has.',
    source: 'docs/clients.md#add-a-client',
  },
  'install:links-carry-the-entry': {
    promise: 'A link or command that adds a server to a client carries the same entry as the configuration of that client.',
    source: 'docs/launch.md#install-links-and-commands',
  },
  'install:no-secret-in-links': {
    promise: 'A link or command contains no secret, and no value that the document does not mean literally.',
    source: 'docs/launch.md#install-links-and-commands',
  },
  'config:no-secret-in-clear': {
    promise: 'A secret is not in a configuration whose client can refer to it, and no document can spell such a reference.',
    source: 'docs/launch.md#client-configuration',
  },
  'publisher:failed-login-leaves-no-other-login': {
    promise: 'After a login that failed, the commands that follow use no earlier login to another registry.',
    source: 'docs/publisher-cli.md#several-registries',
  },
  'publisher:token-goes-to-its-registry-only': {
    promise: 'A token is sent to the registry that issued it, and to no other.',
    source: 'docs/publisher-cli.md#login-method',
  },
  'publisher:project-names-its-registry': {
    promise: 'A project that names its registry, in `.mcppublisher` or in its document, is published there alone.',
    source: 'docs/publisher-cli.md#several-registries',
  },
  'publisher:registry-view-decides': {
    promise: 'What the registry sees of a domain decides, whatever this machine sees.',
    source: 'docs/publisher-cli.md#diagnose-domain-',
  },
  'publisher:wait-for-first-release': {
    promise: 'With `--wait`, a publication waits for the first release of a package as for any other.',
    source: 'docs/publisher-cli.md#publish-file',
  },
  'publisher:same-status-is-a-no-op': {
    promise: 'Setting the status and the message that a version has succeeds and changes nothing.',
    source: 'docs/publisher-cli.md#deprecate-undeprecate-delete-restore-',
  },
  'publisher:duplicate-with-same-content-succeeds': {
    promise: 'Publishing the same content again succeeds, also at a registry that refuses every duplicate.',
    source: 'docs/publisher-cli.md#publish-file',
  },
  'publisher:finds-mcp-server-json': {
    promise: 'Without a path and a `server.json`, `.mcp/server.json` is read.',
    source: 'docs/publisher-cli.md#validate-file',
  },
  'identity:same-second-logins-are-retryable': {
    promise: 'Of several logins with one key in the same second one succeeds, and the others are refused as retryable.',
    source: 'docs/publishing.md#with-a-domain-and-an-ed25519-key',
  },
  'identity:actions-audience-is-url-or-origin': {
    promise:
      'The audience of a GitHub Actions job is the public URL of the registry or its origin, or what the operator has set.',
    source: 'docs/github-actions.md#the-workflow',
  },
  'identity:misplaced-records-are-named': {
    promise: 'A key record at `_mcp-auth` or `_mcp-registry` below the domain proves nothing, and the refusal names it.',
    source: 'docs/publishing.md#with-a-domain-and-an-ed25519-key',
  },
  'validate:document-order': {
    promise: 'Issues are listed in the order of the document, whatever rule found them.',
    source: 'docs/server-json.md#serverjson',
  },
  'validate:one-issue-per-fault': {
    promise: 'A fault is one issue, without those that only follow from it.',
    source: 'docs/server-json.md#serverjson',
  },
  'validate:unreplaced-placeholder': {
    promise: 'A placeholder that a release script should have replaced is an error in versions, identifiers, hashes and URLs.',
    source: 'docs/server-json.md#placeholders',
  },
  'validate:misspelled-required-field': {
    promise: 'A required field that is misspelt is one error, at the misspelling.',
    source: 'docs/server-json.md#unknown-fields',
  },
  'publish:malformed-name-is-invalid': {
    promise: 'A document with a malformed name is refused as invalid, not as forbidden.',
    source: 'docs/server-json.md#names-versions-and-texts',
  },
  'publish:prerelease-warning': {
    promise: 'The response to a pre-release that becomes the latest version has a warning.',
    source: 'docs/publishing.md#versions',
  },
  'cli:safe-issues': {
    promise: 'Control characters of a document that is validated do not reach the terminal.',
    source: 'docs/publisher-cli.md#validate-file',
  },
  'cli:no-workflow-commands': {
    promise: 'In a GitHub Actions job, texts of others that the commands print are no workflow commands.',
    source: 'docs/github-actions.md#the-workflow',
  },
  'cli:prefers-installed-programs': {
    promise: 'A package whose program is on the machine is preferred, and the one that is skipped is named.',
    source: 'docs/cli.md#config-and-run',
  },
  'cli:status-and-prerelease-are-said': {
    promise: 'Commands say that a version is deprecated, with the message, and that the latest one is a pre-release.',
    source: 'docs/cli.md#config-and-run',
  },
  'config:never-a-well-known-secret': {
    promise: 'No document gets a variable that commonly holds a secret of the user.',
    source: 'docs/launch.md#client-configuration',
  },
  'config:destinations-before-writing': {
    promise: 'The variables of secrets are listed with their destinations before a configuration is written.',
    source: 'docs/launch.md#client-configuration',
  },
  'config:never-replaces-another-server': {
    promise: 'An entry that launches something else is never replaced.',
    source: 'docs/cli.md#config-and-run',
  },
  'config:full-name-for-vscode': {
    promise: 'In VS Code an entry has the full name of the server, by which its policies look it up.',
    source: 'docs/launch.md#client-configuration',
  },
  'launch:undeclared-placeholder-is-an-input': {
    promise: 'A placeholder that nothing declares is an input, required and secret if the input that contains it is.',
    source: 'docs/launch.md#arguments-variables-and-headers',
  },
  'launch:same-question-once': {
    promise: 'Inputs of the same name are asked for once, unless their defaults, choices or formats differ.',
    source: 'docs/launch.md#arguments-variables-and-headers',
  },
  'launch:container-port-is-published': {
    promise: 'The port of a container at a loopback URL is published there, unless its arguments decide about ports.',
    source: 'docs/launch.md#commands',
  },
  'launch:stray-runtime-argument-is-warned': {
    promise: 'A runtime argument that the runner takes for the package is passed with a warning; validation warns of it as well.',
    source: 'docs/launch.md#commands',
  },
  'launch:stand-in-names-its-input': {
    promise: 'A value that cannot be meant literally is passed and named with its input, and an answer replaces it.',
    source: 'docs/launch.md#arguments-variables-and-headers',
  },
  'launch:undeclared-environment': {
    promise: 'A user can add environment variables that the package does not declare.',
    source: 'docs/launch.md#results',
  },
  'launch:input-id-ends-in-equals': {
    promise: 'An input whose id ends in an equals sign is answered with or without it, and without its dashes.',
    source: 'docs/cli.md#config-and-run',
  },
  'init:names-packages-of-workspaces': {
    promise: 'The packages in the folders of a workspace are named and can be chosen.',
    source: 'docs/publisher-cli.md#init',
  },
  'init:states-guesses': {
    promise: 'Every value that is a guess is listed with its source.',
    source: 'docs/publisher-cli.md#init',
  },
  'init:version-from-tag': {
    promise: 'The version is that of the newest tag if the project has none.',
    source: 'docs/publisher-cli.md#init',
  },
  'init:image-from-project': {
    promise: 'The name of an image is taken from workflows, compose files and the README.',
    source: 'docs/publisher-cli.md#init',
  },
  'init:starts-the-right-program': {
    promise: 'Of several programs of a package, clients start the server.',
    source: 'docs/publisher-cli.md#init',
  },
  'init:writes-marker': {
    promise: '`--write-marker` adds missing ownership markers to the files that prove them.',
    source: 'docs/publisher-cli.md#init',
  },
  'init:workflow-is-documented': {
    promise: 'The workflow for an npm package is the one in the documentation, to the byte.',
    source: 'docs/github-actions.md#the-workflow',
  },
  'marker:start-of-comment': {
    promise: 'An ownership marker is found right after the start of a comment, with or without white space around it.',
    source: 'docs/packages.md#pypi-and-nuget',
  },
  'official-publisher': {
    promise: 'The official command-line publisher logs in, validates, publishes and sets statuses at this registry.',
    source: 'README.md#publish-a-server',
  },
  'install:undone-to-the-byte': {
    promise:
      'Removing everything that was installed into a file restores the file byte by byte, or deletes it if there was none.',
    source: 'docs/install.md#remove',
  },
  'install:no-secret-recorded': {
    promise: 'The record of installations has no value of a secret input.',
    source: 'docs/install.md#the-record',
  },
  'install:broken-record': {
    promise: 'A record of installations that cannot be read is reported with the remedy, and never overwritten.',
    source: 'docs/install.md#the-record',
  },
  'install:update-keeps-the-rest': {
    promise: 'An update changes in an entry only what differs between the two versions.',
    source: 'docs/install.md#update',
  },
  'install:recognised': {
    promise: 'Configured servers that were not installed by the command are recognised by their package or URL.',
    source: 'docs/install.md#list',
  },
  'install:audit': {
    promise:
      'An audit fails for servers that are deprecated, deleted, gone, not from the registry, changed, or of another owner.',
    source: 'docs/install.md#audit',
  },
  'install:nothing-lost': {
    promise: 'What a user changed in a file after an installation stays in it, whatever is installed, updated or removed.',
    source: 'docs/install.md#remove',
  },
} as const satisfies Record<string, Requirement>

export type RequirementId = keyof typeof REQUIREMENTS
