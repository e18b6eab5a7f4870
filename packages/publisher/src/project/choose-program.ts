import { UsageError } from '../command-line/explain-error.js'
import type { PackageSource } from './choose-packages.js'
import { field } from './field.js'
import type { PackageFacts } from './project-facts.js'

/** A package of which the program is known that is the server. */
export interface ChosenPackage extends PackageSource {
  readonly program?: string
  /** Whether that program is a guess among several. */
  readonly isProgramGuess?: boolean
}

/** Whether a package has several programs, one of which has to be chosen. */
export function hasSeveralPrograms({ programs }: PackageFacts): boolean {
  return (programs?.names.length ?? 0) > 1
}

/** The program that is named by `--program`; else the only one, or a guess. */
export function chooseProgram(source: PackageSource, named: string | undefined): ChosenPackage {
  const { programs } = source.package
  if (programs === undefined || programs.names.length === 0) return source
  if (named !== undefined) return { ...source, program: requireProgram(source, named) }
  return { ...source, ...field('program', guessProgram(programs)), isProgramGuess: hasSeveralPrograms(source.package) }
}

/** A program that is called like an MCP server, if there is only one; else the one that runners start, or the first. */
export function guessProgram({ names, own }: NonNullable<PackageFacts['programs']>): string | undefined {
  const likely = names.filter((name) => /mcp/i.test(name.split('/').at(-1) ?? ''))
  return (likely.length === 1 ? likely[0] : undefined) ?? own ?? names[0]
}

function requireProgram({ source, package: { programs } }: PackageSource, named: string): string {
  const names = programs?.names ?? []
  const found = names.find((name) => name === named || name.split('/').at(-1) === named)
  if (found !== undefined) return found
  throw new UsageError(`--program ${named}: ${source} has no such program. It has: ${names.join(', ')}.`)
}
