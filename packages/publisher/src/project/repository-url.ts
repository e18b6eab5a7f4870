const HOSTED = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^/@]*@)?(?:www\.)?(github\.com|gitlab\.com)(?::\d+)?\/(.+)$/i
const SCP_LIKE = /^(?:[^/@]*@)?(github\.com|gitlab\.com):(.+)$/i
const SHORTHAND = /^(?:(github|gitlab):)?([\w.-]+\/[\w.-]+)$/i

/** The https URL of a GitHub or GitLab repository, from any URL form that git and npm accept; `undefined` for other hosts. */
export function toRepositoryUrl(text: string): string | undefined {
  const [, host, path] = HOSTED.exec(text.trim()) ?? SCP_LIKE.exec(text.trim()) ?? []
  if (host && path) return build(host.toLowerCase(), path)
  const [, hoster, shortPath] = SHORTHAND.exec(text.trim()) ?? []
  return shortPath ? build(`${(hoster ?? 'github').toLowerCase()}.com`, shortPath) : undefined
}

function build(host: string, path: string): string | undefined {
  const [clean = ''] = path.split(/[#?]/, 1)
  const [owner, repository] = clean.split('/')
  const name = repository?.replace(/\.git$/, '')
  return owner && name ? `https://${host}/${owner}/${name}` : undefined
}
