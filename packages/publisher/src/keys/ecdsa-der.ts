const P384_BYTES = 48

/** Converts the DER sequence of two integers that key services return to R and S of P-384, 48 bytes each. */
export function readEcdsaDer(der: Buffer): Buffer {
  // The content has at most 96 bytes plus headers, so all lengths are in short form.
  const [r, afterR] = readInteger(der, 2)
  const [s, end] = readInteger(der, afterR)
  if (der[0] !== 0x30 || end !== der.length) throw new TypeError('The signature is not a DER sequence of two integers.')
  return Buffer.concat([r, s])
}

function readInteger(der: Buffer, offset: number): readonly [Buffer, number] {
  const length = der[offset + 1] ?? 0
  const end = offset + 2 + length
  if (der[offset] !== 0x02 || length === 0 || end > der.length) throw new TypeError('The signature is not DER.')
  // A leading zero keeps the integer positive; shorter integers are padded to the size of the curve.
  const digits = der.subarray(offset + 2, end)
  const significant = digits.length > P384_BYTES ? digits.subarray(digits.length - P384_BYTES) : digits
  return [Buffer.concat([Buffer.alloc(P384_BYTES - significant.length), significant]), end]
}
