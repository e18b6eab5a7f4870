import type { Readable } from 'node:stream'
import type { Output } from './output.js'

/** An option of a command. Its key in the record is its name in camel case: `dataDir` is `--data-dir`. */
export type OptionSpec =
  | { readonly kind: 'flag'; readonly about: string; readonly short?: string }
  | { readonly kind: 'text'; readonly about: string; readonly placeholder: string; readonly short?: string }
  /** Its value may be left out: then it is `true`. */
  | { readonly kind: 'optional-text'; readonly about: string; readonly placeholder: string; readonly short?: string }
  | { readonly kind: 'choice'; readonly about: string; readonly choices: readonly string[]; readonly short?: string }
  | { readonly kind: 'list'; readonly about: string; readonly placeholder: string; readonly short?: string }

/** An argument of a command, in the order of the record. */
export interface ArgumentSpec {
  readonly about: string
  readonly optional?: boolean
  /** Takes all that follow, as a list; only the last argument can. */
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

/** What a command gets from the outside: nothing of the process is reached but through this. */
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
 * `refused` means that the command did its work and the answer is no: exit code 1. A number is the exit code of another program that
 * the command stood for.
 */
export type Outcome = 'done' | 'refused' | number

/** A command with the types of its arguments and options taken away, as a program lists it. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** More for `--help`, after the summary. */
  readonly details?: string
  readonly arguments?: Readonly<Record<string, ArgumentSpec>>
  readonly options?: Readonly<Record<string, OptionSpec>>
  readonly examples: readonly { readonly command: string; readonly about: string }[]
  /** Commands below this one, by the word that follows its name. */
  readonly commands?: readonly Command[]
  /** Absent where one of the commands below must be named. */
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

/** Names a command so that its handler sees the types of its own arguments and options. */
export function defineCommand<
  const A extends Readonly<Record<string, ArgumentSpec>> = Readonly<Record<never, ArgumentSpec>>,
  const O extends Readonly<Record<string, OptionSpec>> = Readonly<Record<never, OptionSpec>>,
>(command: TypedCommand<A, O>): Command {
  return command
}

/** Names a command that does nothing itself. */
export function defineGroup(
  group: Pick<Command, 'name' | 'summary' | 'details'> & { readonly commands: readonly Command[] },
): Command {
  return { ...group, examples: group.commands.flatMap(({ examples }) => examples.slice(0, 1)) }
}

/** A command line program: its name, and its commands in the order of its help. */
export interface Program {
  readonly name: string
  readonly summary: string
  readonly version: string
  readonly commands: readonly Command[]
  /** Spells the arguments as the parser knows them, where a program understands other spellings too. */
  readonly normalizeArgv?: (argv: readonly string[]) => readonly string[]
}
