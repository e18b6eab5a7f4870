const SLASH = 0x2f

/** The text without the slashes at its end. Takes linear time, which a regular expression that has to find the end does not. */
export function trimTrailingSlashes(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === SLASH) end--
  return text.slice(0, end)
}
