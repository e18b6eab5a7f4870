/** The length of a string in Unicode code points, the unit of `maxLength` in JSON Schema. */
export function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
