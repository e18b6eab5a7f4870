import { readdir, readFile } from 'node:fs/promises'
import type { ValidationIssue } from '@mcp-registry/contract'

const FOLDER = new URL('../../../fixtures/', import.meta.url)

export interface NameFixtures {
  readonly accepted: readonly string[]
  readonly refused: readonly { readonly name: string; readonly because: string }[]
}

export interface VersionFixtures {
  readonly accepted: readonly string[]
  readonly refused: readonly { readonly version: string; readonly rule: string }[]
  readonly ordered: readonly (readonly string[])[]
  readonly equal: readonly (readonly string[])[]
}

export interface DocumentFixture {
  readonly about: string
  readonly document: Readonly<Record<string, unknown>>
  /** Every issue of all tiers, in order, without its message. */
  readonly issues: readonly Omit<ValidationIssue, 'message'>[]
}

export const readNames = () => readFixture<NameFixtures>('names.json')
export const readVersions = () => readFixture<VersionFixtures>('versions.json')

export async function readDocuments(): Promise<readonly (readonly [string, DocumentFixture])[]> {
  const files = await readdir(new URL('documents/', FOLDER))
  return Promise.all(files.map(async (file) => [file, await readFixture<DocumentFixture>(`documents/${file}`)] as const))
}

async function readFixture<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')) as T
}
