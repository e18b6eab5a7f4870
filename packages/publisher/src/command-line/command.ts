import type { Readable } from 'node:stream'
import type { Output } from './output.js'

/** An option of a command. Its record key is its name in camel case: `dataDir` is `--data-dir`. */
export type OptionSpec =
  | { readonly kind: 'flag'; readonly about: string; readonly short?: string }
  | { readonly kind: 'text'; readonly about: string; readonly placeholder: string; readonly short?: string }
  /** The value is optional; it defaults to `true`. */
  | { readonly kind: 'optional-text'; readonly about: string; readonly placeholder: string; readonly short?: string }
  | { readonly kind: 'choice'; readonly about: string; readonly choices: readonly string[]; readonly short?: string }
  /** A value may be repeated; it is one of the choices, if there are any. */
  | {
      readonly kind: 'list'
      readonly about: string
      readonly placeholder: string
      readonly choices?: readonly string[]
      readonly short?: string
    }

/** An argument of a command. Arguments are positional, in the order of the record. */
export interface ArgumentSpec {
  readonly about: string
  readonly optional?: boolean
  /** Accepts all remaining arguments as a list; allowed only for the last argument. */
  readonly variadic?: boolean
}

type OptionValue<S extends OptionSpec> = S extends { kind: 'flag' }
  ? boolean
  : S extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C | undefined
    : S extends { kind: 'list' }
      ? readonly string[]
      : S extends { kind: 'optional-text' }
        ? string | true | undefined
        : string | undefined

export type OptionValues<O> = { readonly [K in keyof O]: O[K] extends OptionSpec ? OptionValue<O[K]> : never }
type ArgumentValue<S> = S extends { variadic: true }
  ? readonly string[]
  : S extends { optional: true }
    ? string | undefined
    : string
export type ArgumentValues<A> = { readonly [K in keyof A]: ArgumentValue<A[K]> }

/** The environment of a command: commands access the process only through it. */
export interface Context {
  readonly output: Output
  readonly stdin: Readable
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal
  readonly json: boolean
  readonly quiet: boolean
}

/**
 * `refused` means that the command completed with a negative result: exit code 1. A number is the exit code of another program that the
 * command ran.
 */
export type Outcome = 'done' | 'refused' | number

/** A command whose argument and option types are erased, as a program lists it. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** Additional text for `--help`, after the summary. */
  readonly details?: string
  readonly arguments?: Readonly<Record<string, ArgumentSpec>>
  readonly options?: Readonly<Record<string, OptionSpec>>
  readonly examples: readonly { readonly command: string; readonly about: string }[]
  /** The subcommands. */
  readonly commands?: readonly Command[]
  /** Missing if a subcommand is required. */
  run?(
    context: Context,
    args: Readonly<Record<string, string | readonly string[] | undefined>>,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Outcome>
}

type TypedCommand<A, O> = Omit<Command, 'arguments' | 'options' | 'run'> & {
  readonly arguments?: A
  readonly options?: O
  run(context: Context, args: ArgumentValues<A>, options: OptionValues<O>): Promise<Outcome>
}

/** Defines a command whose handler is typed by its own arguments and options. */
export function defineCommand<
  const A extends Readonly<Record<string, ArgumentSpec>> = Readonly<Record<never, ArgumentSpec>>,
  const O extends Readonly<Record<string, OptionSpec>> = Readonly<Record<never, OptionSpec>>,
>(command: TypedCommand<A, O>): Command {
  return command
}

/** Defines a command that only groups subcommands. */
export function defineGroup(
  group: Pick<Command, 'name' | 'summary' | 'details'> & { readonly commands: readonly Command[] },
): Command {
  return { ...group, examples: group.commands.flatMap(({ examples }) => examples.slice(0, 1)) }
}

/** A command-line program: its name, and its commands in the order of the help. */
export interface Program {
  readonly name: string
  readonly summary: string
  readonly version: string
  readonly commands: readonly Command[]
  /** Rewrites alternative spellings of arguments to those that the parser accepts. */
  readonly normalizeArgv?: (argv: readonly string[]) => readonly string[]
}
