import type { Platform } from './bundle-platform.js'

/** One way to use a server: a package to run, or a remote to connect to. `index` is the index in `packages` or `remotes`. */
export interface LaunchChoice {
  readonly kind: 'package' | 'remote'
  readonly index: number
}

/** A choice with the details that a user needs to select it. */
export interface LaunchOption extends LaunchChoice {
  /** The package type (`npm`, `oci` …), or `remote`. */
  readonly type: string
  /** The package with its version, or the URL of the remote. */
  readonly label: string
  readonly transport: string
  /** The program that must be on the machine; undefined for remotes and bundles. */
  readonly program?: string
  /** The platform of a bundle, from the name of its file. */
  readonly platform?: Platform
}

/** The value of an input: an array only if the input is repeated. */
export type LaunchValue = string | number | boolean | readonly string[]

/** The values, by {@link LaunchInput.id}. An empty string counts as missing. */
export type LaunchInputs = Readonly<Record<string, LaunchValue>>

/** The type of the value of an input. */
export type InputFormat = 'string' | 'number' | 'boolean' | 'filepath'

/** A value to prompt for before a server can be launched. */
export interface LaunchInput {
  /** The key of the value in {@link LaunchInputs}. */
  readonly id: string
  readonly target: 'argument' | 'environment' | 'header' | 'url'
  /** The argument, variable or header that receives the value. */
  readonly name: string
  readonly isRequired: boolean
  readonly isSecret: boolean
  /** Whether the input accepts several values. */
  readonly isRepeated: boolean
  readonly format: InputFormat
  readonly description?: string
  readonly default?: string
  readonly choices?: readonly string[]
  readonly placeholder?: string
}

/** A program and its arguments, each a separate process argument: never join them into a shell command. */
export interface LaunchProcess {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The command to run once beforehand, if the runner does not install packages. */
  readonly install?: { readonly command: string; readonly args: readonly string[] }
}

/** The location of a secret in a launch: `path` leads to a string, and `[start, end)` are UTF-16 offsets in it. */
export interface SecretSpan {
  readonly path: readonly (string | number)[]
  readonly start: number
  readonly end: number
}

/** A secret input and all its locations, so that a writer can replace it by a reference. */
export interface LaunchSecret {
  readonly id: string
  readonly description?: string
  /** False for a deferred secret, whose spans are empty. */
  readonly isGiven: boolean
  readonly spans: readonly SecretSpan[]
}

/** An input that was left at a value of the document which cannot be meant literally, such as `YOUR_TOKEN` or `${HOME}/files`. */
export interface LaunchStandIn {
  readonly input: string
  readonly message: string
}

/** The properties of every launch, in addition to the command. */
export interface LaunchNotes {
  readonly secrets: readonly LaunchSecret[]
  /** Messages to the user that do not prevent the launch. */
  readonly warnings: readonly string[]
  /** The inputs to provide, although the launch is possible without. */
  readonly standIns: readonly LaunchStandIn[]
}

/** A server that communicates over the standard streams of a process. */
export interface StdioLaunch extends LaunchProcess, LaunchNotes {
  readonly kind: 'stdio'
}

/** A server that communicates over HTTP; `start` is the process that serves it, if it is a package with an HTTP transport. */
export interface HttpLaunch extends LaunchNotes {
  readonly kind: 'http'
  readonly type: 'streamable-http' | 'sse'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly start?: LaunchProcess
}

/**
 * A bundle to download, verify against its hash and unpack. Its manifest defines how it is started: see `resolveBundle`. `args` and `env`
 * are added by the document to those of the manifest.
 */
export interface BundleLaunch extends LaunchNotes {
  readonly kind: 'bundle'
  readonly download: { readonly url: string; readonly fileSha256: string }
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** How a server is launched, discriminated by `kind`. */
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

/** A reason why a server cannot be launched. `input` is the ID of the input that causes it, if any. */
export interface LaunchProblem {
  readonly code: LaunchProblemCode
  readonly message: string
  readonly input?: string
}
