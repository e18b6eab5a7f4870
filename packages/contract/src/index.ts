export {
  AllVersionsStatusResponse,
  IssueType,
  MAX_STATUS_MESSAGE_LENGTH,
  OfficialMeta,
  Permission,
  ServerList,
  ServerResponse,
  Severity,
  Status,
  StatusUpdate,
  TokenResponse,
  ValidationIssue,
  ValidationResult,
} from './api.js'
export {
  CLIENT_FORMATS,
  CLIENT_TRANSPORTS,
  ClientCommand,
  ClientConfigurationFacts,
  ClientEntries,
  ClientFile,
  type ClientFormat,
  ClientLink,
  ClientManualStep,
  ClientPolicy,
  ClientRegistrySetting,
  ClientSecrets,
  type ClientTransport,
  type EntryTemplate,
  type EntryTemplateValue,
} from './client-json/client-configuration.js'
export { ClientFact, Evidence, SUPPORT_LEVELS } from './client-json/client-facts.js'
export {
  CLIENT_AUTHENTICATION,
  CLIENT_CATEGORIES,
  CLIENT_FEATURES,
  CLIENT_PLATFORMS,
  type ClientAuthentication,
  type ClientCategory,
  type ClientFeature,
  ClientJson,
  type ClientPlatform,
} from './client-json/client-json.js'
export { ClientChange, ClientList, ClientsQuery, MAX_CHANGED_CLIENTS } from './client-json/client-list.js'
export { compareClients, filterClients, isSupported, toClientName } from './client-json/filter-clients.js'
export { CLIENT_SCHEMA_DATE, CLIENT_SCHEMA_PATH, clientJsonSchema } from './client-json/client-json-schema.js'
export { parseClientJson, validateClientJson } from './client-json/validate-client-json.js'
export { findUnpublishedPort } from './container-port.js'
export { type Domain, parseDomain, requireDomain, toDomainNamespace } from './domain.js'
export { ERRORS, type ErrorCode, Problem, ProblemDetail, RegistryError, toProblem } from './errors.js'
export { findRetryAfterMs } from './find-retry-after-ms.js'
export { findCertificateProblem } from './find-certificate-problem.js'
export { findCode, hasCode } from './find-code.js'
export { findUrl } from './find-url.js'
export { escapeGoModule, findGoMajorVersionFault, listGoModules } from './go-modules.js'
export {
  findInspection,
  Inspection,
  INSPECTION_KEY,
  INSPECTION_PATH,
  MAX_INSPECTED_ITEMS,
  MAX_INSPECTED_LENGTH,
} from './inspection.js'
export { isRecord } from './is-record.js'
export { isPublicBaseUrl, PUBLIC_BASE_URLS } from './package-base-urls.js'
export { PACKAGE_FORMS, type PackageForm } from './package-forms.js'
export { toUnknownPackageTypeText } from './package-type-names.js'
export { type ImageReference, parseImageReference, toImageRepository } from './image-reference.js'
export { TOO_MANY_ISSUES } from './issue-collector.js'
export {
  MAX_CLIENT_BYTES,
  MAX_CLIENT_ITEMS,
  MAX_CLIENT_KEY_LENGTH,
  MAX_CLIENT_PATH_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_DOCUMENT_BYTES,
  MAX_ICON_URL_LENGTH,
  MAX_INPUTS,
  MAX_ISSUES,
  MAX_ITEMS,
  MAX_SERVER_NAME_LENGTH,
  MAX_TEXT_LENGTH,
  MAX_URL_LENGTH,
  MAX_VERSION_LENGTH,
} from './limits.js'
export {
  isMeantAsKeyRecord,
  KEY_ALGORITHMS,
  type KeyAlgorithm,
  type KeyRecord,
  MISPLACED_RECORD_LABELS,
  parseKeyRecord,
  toKeyRecordFault,
} from './key-record.js'
export { MAX_PUBLISHER_META_BYTES, OFFICIAL_META_KEY, PUBLISHER_META_KEY } from './meta-keys.js'
export type { Result } from './result.js'
export { CURRENT_SCHEMA_DATE, SCHEMA_DATES, type SchemaDate, toSchemaUrl } from './schema-date.js'
export { MAX_OWNERS, OwnerChange, ServerOwners } from './server-owners.js'
export { Highlight, RegistryStats, SearchedCapability, SearchFacets, SearchHit, SearchResult } from './search-api.js'
export {
  Argument,
  Icon,
  Input,
  KeyValueInput,
  LocalTransport,
  NamedArgument,
  PACKAGE_TYPES,
  Package,
  type PackageType,
  PositionalArgument,
  Remote,
  Repository,
  ServerJson,
  SseTransport,
  StdioTransport,
  StreamableHttpTransport,
} from './server-json.js'
export {
  findPackageSource,
  findStrayArgument,
  isRunnableType,
  namesPackage,
  OWN_RUNTIME_ARGUMENTS,
  type RunnableType,
  withoutExtras,
} from './runtime-arguments.js'
export { foldServerName, parseServerName, requireServerName, type ServerName, toNamespace } from './server-name.js'
export { declaresServer, listServerNameMarkers } from './server-name-marker.js'
export { findShellVariable, findStandInFault, isPlaceholderText } from './stand-ins.js'
export { trimTrailingSlashes } from './trim-trailing-slashes.js'
export { countTypos } from './count-typos.js'
export { compareVersions, findLatest, isPrerelease, isRangeLike, isSemver, type OrderedVersion } from './version.js'
export { editJson, type JsonEdit } from './json/edit-json.js'
export { type JsonPath, toPathText } from './json/json-path.js'
export { type JsonDifference, listJsonDifferences } from './json/list-json-differences.js'
export { type JsonLocation, type JsonText, readJson } from './json/read-json.js'
export { locateIssue } from './locate-issue.js'
export { UncheckedJson } from './json/unchecked-json.js'
export { MAX_JSON_DEPTH } from './json/check-nesting.js'
export type { JsonSchema } from './validation/json-schema.js'
export { serverJsonSchema } from './validation/schema-dates.js'
export { listSchemaIssues } from './validation/schema-tier.js'
export {
  listServerJsonErrors,
  parseServerJson,
  parseServerJsonEdit,
  type ServerDocument,
  validateServerJson,
} from './validation/validate-server-json.js'
export { upgradeDocument, type UpgradedDocument } from './validation/upgrade-document.js'
export { shorten } from './validation/quote.js'
export { DESCRIPTION_PLACEHOLDER } from './validation/identity-rules.js'
export { isLoopbackHost } from './validation/web-url.js'
export { listPlaceholders } from './validation/url-template.js'
