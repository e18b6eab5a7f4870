export type {
  ChangeBatch,
  ChangesOptions,
  ChangeState,
  FeedState,
  UpdatedSinceState,
  UpdatedSinceWalk,
  VersionKey,
} from './change-state.js'
export { CLIENT_DESCRIPTIONS } from './clients/client-descriptions.js'
export { createRegistryClient } from './create-registry-client.js'
export type { ExtensionOptions } from './extension-options.js'
export type { RawResponse, ReadResponse } from './fetch-response.js'
export { setJsonValue } from './launch/clients/json-edit.js'
export { findSupport, type Platform } from './launch/bundle-platform.js'
export { chooseEntryName, type EntryToName, listEntryNames } from './launch/clients/choose-entry-name.js'
export type {
  ClientConfiguration,
  ClientScope,
  ClientWriter,
  EntryPart,
  Prompt,
  VariableReference,
} from './launch/clients/client-writer.js'
export { findLaunchedChoice, type LaunchedChoice } from './launch/clients/find-launched-choice.js'
export { CLIENTS, findClient } from './launch/clients/index.js'
export type { ServerToInstall } from './launch/clients/launcher.js'
export { type InstallCommand, MAX_INSTALL_COMMAND_LENGTH, toInstallCommands } from './launch/clients/to-install-commands.js'
export { type InstallLink, MAX_INSTALL_LINK_LENGTH, toInstallLinks } from './launch/clients/to-install-links.js'
export type {
  BundleLaunch,
  HttpLaunch,
  InputFormat,
  Launch,
  LaunchChoice,
  LaunchInput,
  LaunchInputs,
  LaunchNotes,
  LaunchOption,
  LaunchProblem,
  LaunchProblemCode,
  LaunchProcess,
  LaunchSecret,
  LaunchStandIn,
  LaunchValue,
  SecretSpan,
  StdioLaunch,
} from './launch/launch.js'
export { listLaunchChoices } from './launch/list-launch-choices.js'
export { listLaunchInputs } from './launch/list-launch-inputs.js'
export { type BundleSite, resolveBundle } from './launch/resolve-bundle.js'
export { resolveLaunch, type ResolveOptions } from './launch/resolve-launch.js'
export type { MissingInputOptions } from './launch/session.js'
export { toVsCodeInstall, type VsCodeInput, type VsCodeInstall } from './launch/vs-code-install.js'
export { withReferences } from './launch/with-references.js'
export { path } from './path.js'
export type {
  BuildVersion,
  DomainProof,
  Health,
  IncludeDeleted,
  ListServersQuery,
  RegistryClient,
  RegistryClientOptions,
} from './registry-client.js'
export {
  isRegistryClientError,
  RegistryClientError,
  type RegistryClientErrorCode,
  type RegistryClientErrorOptions,
} from './registry-client-error.js'
export type { FoundServers, SearchServersOptions, SearchServersQuery } from './search-servers.js'
export type { RetryOptions } from './retry.js'
export type { ApiAnswer, ApiRequest, ApiVersion, CallOptions, TransportOptions } from './transport-options.js'
export type { PageWithCursor } from './walk-pages.js'

// The types in the signatures above, and protocol helpers for users of the client.
export type {
  AllVersionsStatusResponse,
  Argument,
  ClientChange,
  ClientFile,
  ClientJson,
  ClientList,
  ClientsQuery,
  ErrorCode,
  Highlight,
  Icon,
  Input,
  IssueType,
  JsonEdit,
  JsonPath,
  KeyValueInput,
  LocalTransport,
  NamedArgument,
  OfficialMeta,
  OwnerChange,
  Package,
  PackageType,
  PositionalArgument,
  Problem,
  ProblemDetail,
  Remote,
  Repository,
  Result,
  SchemaDate,
  SearchedCapability,
  SearchFacets,
  SearchHit,
  SearchResult,
  ServerJson,
  ServerList,
  ServerOwners,
  ServerResponse,
  Severity,
  SseTransport,
  Status,
  StatusUpdate,
  StdioTransport,
  StreamableHttpTransport,
  TokenResponse,
  UpgradedDocument,
  ValidationIssue,
  ValidationResult,
} from '@mcp-registry/contract'
export { OFFICIAL_META_KEY, upgradeDocument } from '@mcp-registry/contract'
