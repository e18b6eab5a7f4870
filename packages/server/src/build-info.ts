import { readFile } from 'node:fs/promises'
import type { BuildConfig } from './config.js'

/** The response of `/version`. */
export interface BuildInfo {
  readonly version: string
  readonly git_commit: string
  readonly build_time: string
}

/** Returns the configured build information. The version defaults to that of the package. */
export async function readBuildInfo(config: BuildConfig): Promise<BuildInfo> {
  return {
    version: config.version ?? (await readPackageVersion()),
    git_commit: config.gitCommit ?? 'unknown',
    build_time: config.buildTime ?? 'unknown',
  }
}

async function readPackageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isVersioned && typeof manifest.version === 'string' ? manifest.version : 'unknown'
}
