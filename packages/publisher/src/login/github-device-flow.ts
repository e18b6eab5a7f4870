import { CommandError } from '../command-line/explain-error.js'
import { textAt, valueAt } from '../project/field.js'
import type { Host } from '../host.js'

const DEFAULT_INTERVAL_SECONDS = 5
const MAX_INTERVAL_SECONDS = 60
const DEFAULT_LIFETIME_SECONDS = 900
const MAX_LIFETIME_SECONDS = 3600
/** GitHub sometimes rejects a code that it has just issued as incorrect; the next poll succeeds. */
const TOLERATED_INCORRECT_CODES = 2

/** The instructions for the user: open the page, and enter the code. */
export interface DeviceCode {
  readonly userCode: string
  readonly verificationUri: string
}

export interface DeviceFlow {
  /** The base URL of GitHub, without a trailing slash. */
  readonly githubUrl: string
  readonly clientId: string
  readonly signal: AbortSignal
  readonly show: (code: DeviceCode) => void
}

/** Obtains a GitHub token by the device flow: the user confirms a code in any browser. Source: RFC 8628. */
export async function requestDeviceToken(
  host: Pick<Host, 'fetch' | 'sleep' | 'now'>,
  { githubUrl, clientId, signal, show }: DeviceFlow,
): Promise<string> {
  const ask = (path: string, body: Readonly<Record<string, string>>) =>
    host.fetch(`${githubUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ client_id: clientId, ...body }),
      signal,
    })
  const start = await ask('/login/device/code', { scope: 'read:org read:user' })
  const offer: unknown = await readJson(start)
  const deviceCode = textAt(offer, 'device_code')
  const userCode = textAt(offer, 'user_code')
  const verificationUri = textAt(offer, 'verification_uri')
  if (!deviceCode || !userCode || !verificationUri)
    throw new CommandError(
      `GitHub did not start the login (HTTP ${start.status}${describe(offer)}). Try again, or pass a token with --token.`,
    )
  show({ userCode, verificationUri })

  const lifetime = seconds(offer, 'expires_in', DEFAULT_LIFETIME_SECONDS, MAX_LIFETIME_SECONDS)
  const deadline = host.now().getTime() + lifetime * 1000
  let interval = seconds(offer, 'interval', DEFAULT_INTERVAL_SECONDS, MAX_INTERVAL_SECONDS)
  let incorrectCodes = 0
  const body = { device_code: deviceCode, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }
  while (host.now().getTime() < deadline) {
    await host.sleep(interval * 1000, signal)
    const response = await ask('/login/oauth/access_token', body)
    const answer: unknown = await readJson(response)
    const token = textAt(answer, 'access_token')
    if (token !== undefined) return token
    const error = textAt(answer, 'error')
    const isUnavailable = response.status >= 500
    if (error === 'slow_down' || isUnavailable) interval = Math.min(interval + 5, MAX_INTERVAL_SECONDS)
    else if (error === 'incorrect_device_code' && incorrectCodes < TOLERATED_INCORRECT_CODES) incorrectCodes += 1
    else if (error !== 'authorization_pending') throw new CommandError(toFailure(error, response.status, answer))
  }
  throw new CommandError('The code was not confirmed in time. Log in again.')
}

function toFailure(error: string | undefined, status: number, answer: unknown): string {
  if (error === 'access_denied') return 'The login was declined on GitHub.'
  if (error === 'expired_token') return 'The code has expired before it was confirmed. Run the login again.'
  return `GitHub gave no token (HTTP ${status}${describe(answer)}). Run the login again.`
}

function describe(answer: unknown): string {
  const said = textAt(answer, 'error_description') ?? textAt(answer, 'error')
  return said === undefined ? '' : `: ${said}`
}

function seconds(offer: unknown, key: string, fallback: number, most: number): number {
  const value = valueAt(offer, key)
  return typeof value === 'number' && value > 0 ? Math.min(value, most) : fallback
}

async function readJson(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined)
}
