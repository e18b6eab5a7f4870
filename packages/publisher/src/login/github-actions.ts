import { CommandError } from '../command-line/explain-error.js'
import { textAt } from '../project/field.js'
import type { Host } from '../host.js'

/** Requests the ID token of a GitHub Actions job, for an audience. */
export async function requestActionsToken(
  { fetch: send }: Pick<Host, 'fetch'>,
  env: Readonly<Record<string, string | undefined>>,
  audience: string,
  signal: AbortSignal,
): Promise<string> {
  const address = env['ACTIONS_ID_TOKEN_REQUEST_URL']
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']
  if (!address || !bearer) {
    throw new CommandError(
      'This is not a GitHub Actions job that may ask for an identity token. ' +
        'In the workflow, give the job "permissions: id-token: write" (and "contents: read"), and run github-oidc there.',
    )
  }
  const url = new URL(address)
  url.searchParams.set('audience', audience)
  const response = await send(url, { headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' }, signal })
  const token = response.ok ? textAt(await response.json(), 'value') : undefined
  if (token !== undefined) return token
  throw new CommandError(
    `GitHub gave no identity token (HTTP ${response.status}). Check "permissions: id-token: write" of the job.`,
  )
}
