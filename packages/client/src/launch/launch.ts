/** One way to get a server: a package to run, or a remote to connect to. `index` counts in `packages` or `remotes`. */
export interface LaunchChoice {
  readonly kind: 'package' | 'remote'
  readonly index: number
}

/** A choice with what a person needs to pick one. */
export interface LaunchOption extends LaunchChoice {
  /** The package type (`npm`, `oci` …), or `remote`. */
  readonly type: string
  /** The package with its version, or the URL of the remote. */
  readonly label: string
  readonly transport: string
}

/** What can be given for an input: a list only where the input is repeated. */
export type LaunchValue = string | number | boolean | readonly string[]

/** The answers, by {@link LaunchInput.id}. An empty text counts as no answer. */
export type LaunchInputs = Readonly<Record<string, LaunchValue>>

/** The type of the value of an input. */
export type InputFormat = 'string' | 'number' | 'boolean' | 'filepath'

/** Something to ask for before a server can be launched. */
export interface LaunchInput {
  /** The key of the answer in {@link LaunchInputs}. */
  readonly id: string
  readonly target: 'argument' | 'environment' | 'header' | 'url'
  /** The argument, variable or header that the answer goes into. */
  readonly name: string
  readonly isRequired: boolean
  readonly isSecret: boolean
  /** Whether several answers may be given. */
  readonly isRepeated: boolean
  readonly format: InputFormat
  readonly description?: string
  readonly default?: string
  readonly choices?: readonly string[]
  readonly placeholder?: string
}

/** A program and its arguments, each one argument of the process: never to be joined and given to a shell. */
export interface LaunchProcess {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What must be run once before, where the runner does not install by itself. */
  readonly install?: { readonly command: string; readonly args: readonly string[] }
}

/** Where a secret stands in a launch: `path` leads to a text, and `[start, end)` are UTF-16 offsets in it. */
export interface SecretSpan {
  readonly path: readonly (string | number)[]
  readonly start: number
  readonly end: number
}

/** A secret input and every place it went to, so that a writer can put a reference there instead. */
export interface LaunchSecret {
  readonly id: string
  readonly description?: string
  /** False for a deferred secret, whose spans are empty. */
  readonly isGiven: boolean
  readonly spans: readonly SecretSpan[]
}

/** What a launch says besides what to run. */
export interface LaunchNotes {
  readonly secrets: readonly LaunchSecret[]
  /** Sentences for the person who launches; nothing in them prevents the launch. */
  readonly warnings: readonly string[]
}

/** A server that is spoken to over the standard streams of a process. */
export interface StdioLaunch extends LaunchProcess, LaunchNotes {
  readonly kind: 'stdio'
}

/** A server that is spoken to over HTTP; `start` is the process that serves it, for a package with such a transport. */
export interface HttpLaunch extends LaunchNotes {
  readonly kind: 'http'
  readonly type: 'streamable-http' | 'sse'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly start?: LaunchProcess
}

/**
 * A bundle to download, to check against its hash and to unpack. Its manifest says how it is started: see `resolveBundle`.
 * `args` and `env` are what the document adds to the manifest's own.
 */
export interface BundleLaunch extends LaunchNotes {
  readonly kind: 'bundle'
  readonly download: { readonly url: string; readonly fileSha256: string }
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** How a server is launched, by `kind`. */
export type Launch = StdioLaunch | HttpLaunch | BundleLaunch

/** The stable code of a problem. Source: docs/launch.md. */
export type LaunchProblemCode =
  | 'no-such-choice'
  | 'missing-input'
  | 'unknown-input'
  | 'invalid-input'
  | 'not-a-choice'
  | 'unequal-lists'
  | 'unsupported-package-type'
  | 'unsupported-runtime'
  | 'unsupported-transport'
  | 'invalid-package'
  | 'invalid-url'
  | 'invalid-header'
  | 'invalid-environment'
  | 'unsafe-argument'
  | 'invalid-manifest'

/** One reason why a server cannot be launched. `input` is the id of the input to blame, if it is one. */
export interface LaunchProblem {
  readonly code: LaunchProblemCode
  readonly message: string
  readonly input?: string
}
