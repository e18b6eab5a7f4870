import { readFile } from 'node:fs/promises'
import type { BuildConfig } from './config.js'

/** What `/version` answers. */
export interface BuildInfo {
  readonly version: string
  readonly git_commit: string
  readonly build_time: string
}

/** What this build is: as the operator says, else as its package says. */
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
