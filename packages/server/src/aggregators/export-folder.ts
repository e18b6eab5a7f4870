import { join } from 'node:path'

/** Where exports are kept. Each worker has a folder of its own, so that none clears away what another one is sending. */
export function toExportFolder(dataDir: string, workerId: number | undefined): string {
  return workerId === undefined ? join(dataDir, 'exports') : join(toWorkersFolder(dataDir), String(workerId))
}

/** What holds the folders of all workers. */
export function toWorkersFolder(dataDir: string): string {
  return join(dataDir, 'exports', 'workers')
}
