const SLASH = 0x2f

/** Removes trailing slashes. Takes linear time, unlike a regular expression anchored at the end. */
export function trimTrailingSlashes(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === SLASH) end--
  return text.slice(0, end)
}
