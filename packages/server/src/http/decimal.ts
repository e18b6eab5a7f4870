/**
 * Reads a decimal integer, with at most 16 digits and nothing else: no exponent, fraction, radix prefix or white space. The result may
 * exceed the safe integers, so its range is still to be checked. Undefined for any other text.
 */
export function findDecimal(text: string): number | undefined {
  // The sum makes 0 of -0.
  return /^-?\d{1,16}$/.test(text) ? Number(text) + 0 : undefined
}
