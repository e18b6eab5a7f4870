/** A reason why the storage cannot be opened that the operator can do something about: `message` names it and the remedy. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

/** The data folder is in use by another process. */
export class FolderInUseError extends StorageError {}
