import { isRunnableType, namesPackage } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'
import type { Entry, PackageEntry } from '../read-entry.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * Whether an entry in the file of a client launches the same as a launch of a document: the same package by the same program, in any version
 * and with any arguments, or the same URL. A document proves nothing about the other packages and URLs that it names.
 */
export function isSameLaunch(current: Fields, launch: Launch, entry: Entry, bundleFolder?: string): boolean {
  if (launch.kind === 'http') return hasUrl(current, launch)
  if (launch.kind === 'bundle' || entry.kind === 'remote' || current['command'] === undefined) return false
  const words = toWords(current)
  if (entry.registryType === 'mcpb') return bundleFolder !== undefined && words.some((word) => isInside(word, bundleFolder))
  if (current['command'] !== launch.command) return false
  const launched = [launch.command, ...launch.args]
  // Some packages, such as bridges to remotes, do nothing of their own.
  if (listUrls(words).join(' ') !== listUrls(launched).join(' ')) return false
  return entry.registryType === 'cargo' || namesSamePackage(words, launched, entry)
}

/** Whether a word contains the path of something in a folder. */
function isInside(word: string, folder: string): boolean {
  return ['/', '\\'].some((separator) => word.includes(folder + separator))
}

const URL_FIELDS = ['url', 'serverUrl', 'httpUrl'] as const

function hasUrl(current: Fields, { url, secrets }: Extract<Launch, { kind: 'http' }>): boolean {
  const written = URL_FIELDS.map((field) => current[field]).find((value) => typeof value === 'string')
  if (written === undefined) return false
  const starts = secrets.flatMap(({ spans }) => spans.flatMap(({ path, start }) => (path[0] === 'url' ? [start] : [])))
  if (starts.length === 0) return written === url
  // What follows the first secret is unknown, or a reference in the file. The host must not be part of it.
  const known = url.slice(0, Math.min(...starts))
  return /^https?:\/\/[^/?#]+[/?#]/i.test(known) && written.startsWith(known)
}

/**
 * Whether the words of two commands name a package at the same position, or anywhere with a version: the name alone could be an argument
 * of another package.
 */
function namesSamePackage(words: readonly string[], launched: readonly string[], entry: PackageEntry): boolean {
  const index = launched.findIndex((word) => names(word, entry))
  return words.some((word, at) => names(word, entry) && (at === index || word !== entry.identifier))
}

function listUrls(words: readonly string[]): readonly string[] {
  return words.filter((word) => /^https?:\/\//i.test(word))
}

function names(word: string, { registryType, identifier }: PackageEntry): boolean {
  // Programs of one Go module are different servers.
  if (registryType === 'go') return word.split('@', 1)[0] === identifier
  return isRunnableType(registryType) && namesPackage(registryType, identifier, [word])
}

export function toWords(current: Fields): string[] {
  const args: readonly unknown[] = Array.isArray(current['args']) ? current['args'] : []
  return [current['command'], ...args].filter((word) => typeof word === 'string')
}
