/** `--data-dir` for the key `dataDir`. */
export function toOptionName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
