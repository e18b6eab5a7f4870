import { field } from './field.js'
import type { ProjectFacts } from './project-facts.js'

/** What projects write whose version is set at release: `0.0.0`, `0.0.0-development`, `0.0.0.dev0`, `${VERSION}`. */
const PLACEHOLDER = /^v?0\.0\.0(?![0-9])|[${<]/

/** The version that a file contains, or what it contains instead of one. */
export function toVersionFacts(version: string | undefined, instead?: string): Pick<ProjectFacts, 'version' | 'openVersion'> {
  if (version !== undefined && PLACEHOLDER.test(version)) return { openVersion: version }
  return version === undefined ? field('openVersion', instead) : { version }
}
