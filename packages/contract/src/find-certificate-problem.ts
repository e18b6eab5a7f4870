const PROBLEMS: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the intermediate certificate, or its authority is not trusted here',
}

/**
 * The problem of a TLS certificate that an error code of a connection stands for, as a clause whose "it" is the host; `undefined` for other
 * codes. Source: the codes of OpenSSL and of Node.js.
 *
 * @example
 * ```ts
 * import { findCertificateProblem } from '@mcp-registry/contract'
 *
 * console.log(findCertificateProblem('CERT_HAS_EXPIRED'))
 * ```
 */
export function findCertificateProblem(code: string): string | undefined {
  return Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined
}
