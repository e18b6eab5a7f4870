const NEW_NAMES = new Map([
  ['website_url', 'websiteUrl'],
  ['registry_type', 'registryType'],
  ['registry_base_url', 'registryBaseUrl'],
  ['file_sha256', 'fileSha256'],
  ['runtime_hint', 'runtimeHint'],
  ['runtime_arguments', 'runtimeArguments'],
  ['package_arguments', 'packageArguments'],
  ['environment_variables', 'environmentVariables'],
  ['is_required', 'isRequired'],
  ['is_secret', 'isSecret'],
  ['is_repeated', 'isRepeated'],
  ['value_hint', 'valueHint'],
])
const OLD_NAMES = new Map(Array.from(NEW_NAMES, ([oldName, newName]) => [newName, oldName]))

/** The name since 2025-09-16 of a field of 2025-07-09; other names are returned unchanged. */
export function toNewName(name: string): string {
  return NEW_NAMES.get(name) ?? name
}

/** The name of a field in 2025-07-09; other names are returned unchanged. */
export function toOldName(name: string): string {
  return OLD_NAMES.get(name) ?? name
}
