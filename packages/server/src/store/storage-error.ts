/** The storage cannot be opened for a reason that the operator can fix. `message` states the reason and the remedy. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

/** The data folder is in use by another process. */
export class FolderInUseError extends StorageError {}
