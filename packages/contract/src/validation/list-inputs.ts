import type { JsonPath } from '../json/json-path.js'
import { asList, listVariables, ownField } from './json-access.js'

/** An input at any location in a document. */
export interface FoundInput {
  readonly kind: 'environment' | 'header' | 'argument' | 'variable'
  readonly input: unknown
  readonly path: JsonPath
  /** The name of the header, environment variable or argument, or the key of the variable. */
  readonly name: string
}

/** Every input of a document in the current shape, in document order; variables follow the input or remote to which they belong. */
export function listInputs(server: unknown): readonly FoundInput[] {
  const packages = asList(ownField(server, 'packages')).flatMap((entry, index) => [
    ...listIn(entry, 'environmentVariables', 'environment', ['packages', index]),
    ...listIn(entry, 'runtimeArguments', 'argument', ['packages', index]),
    ...listIn(entry, 'packageArguments', 'argument', ['packages', index]),
    ...listIn(ownField(entry, 'transport'), 'headers', 'header', ['packages', index, 'transport']),
  ])
  const remotes = asList(ownField(server, 'remotes')).flatMap((remote, index) => [
    ...listIn(remote, 'headers', 'header', ['remotes', index]),
    ...listVariablesOf(remote, ['remotes', index]),
  ])
  return [...packages, ...remotes]
}

function listIn(owner: unknown, field: string, kind: FoundInput['kind'], ownerPath: JsonPath): FoundInput[] {
  return asList(ownField(owner, field)).flatMap((input, index) => {
    const path = [...ownerPath, field, index]
    const name = ownField(input, 'name') ?? ownField(input, 'valueHint')
    return [{ kind, input, path, name: typeof name === 'string' ? name : '' }, ...listVariablesOf(input, path)]
  })
}

function listVariablesOf(owner: unknown, ownerPath: JsonPath): FoundInput[] {
  return listVariables(owner).map(([name, input]) => {
    return { kind: 'variable', input, path: [...ownerPath, 'variables', name], name }
  })
}

/** The number of inputs that {@link listInputs} would yield. */
export function countInputs(server: unknown): number {
  let count = 0
  const add = (inputs: unknown) => {
    const list = asList(inputs)
    count += list.reduce<number>((sum, input) => sum + listVariables(input).length, list.length)
  }
  for (const entry of asList(ownField(server, 'packages'))) {
    for (const field of ['environmentVariables', 'runtimeArguments', 'packageArguments']) add(ownField(entry, field))
    add(ownField(ownField(entry, 'transport'), 'headers'))
  }
  for (const remote of asList(ownField(server, 'remotes'))) {
    add(ownField(remote, 'headers'))
    count += listVariables(remote).length
  }
  return count
}
