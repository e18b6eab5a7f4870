import { join } from 'node:path'

/** The folder of the exports. Each worker has its own, so that no worker deletes a file that another one is sending. */
export function toExportFolder(dataDir: string, workerId: number | undefined): string {
  return workerId === undefined ? join(dataDir, 'exports') : join(toWorkersFolder(dataDir), String(workerId))
}

/** The parent folder of the folders of all workers. */
export function toWorkersFolder(dataDir: string): string {
  return join(dataDir, 'exports', 'workers')
}
