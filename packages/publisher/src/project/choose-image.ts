import type { ImageMention } from './project-facts.js'

/**
 * The image of the project among those that its files name: one that is called like the project, else the only one that belongs to the
 * owner of the repository.
 */
export function chooseImage(
  mentions: readonly ImageMention[],
  repositoryUrl: string | undefined,
  serverName: string,
): ImageMention | undefined {
  const [owner = '', repository = ''] = repositoryUrl?.split('/').slice(-2) ?? []
  const resolved = mentions
    .map((mention) => ({ ...mention, name: toImageName(mention.name, owner, repository) }))
    .filter(({ name }) => !name.includes('{') && !name.startsWith(CATALOGUE))
  const names = [repository, serverName.split('/').at(-1) ?? '']
    .map((name) => name.toLowerCase())
    .filter((name) => name.length > 1)
  const owned = resolved.filter(({ name }) => owner !== '' && name.split('/').at(-2) === owner.toLowerCase())
  const alike = resolved.filter(({ name }) => names.some((own) => name.split('/').at(-1)?.includes(own)))
  const isOnlyOne = new Set(owned.map(({ name }) => name)).size === 1
  const first = alike.find((mention) => owned.includes(mention)) ?? alike[0] ?? (isOnlyOne ? owned[0] : undefined)
  // One file may name the image, and another one its tags.
  return resolved.find(({ name, tagForm }) => name === first?.name && tagForm !== undefined) ?? first
}

/** Images that Docker builds of the servers of others. */
const CATALOGUE = 'docker.io/mcp/'

function toImageName(name: string, owner: string, repository: string): string {
  const isKnown = owner !== '' && repository !== ''
  const filled = isKnown ? name.replaceAll('{repository}', `${owner}/${repository}`).replaceAll('{owner}', owner) : name
  // Image names are lower case.
  return filled.toLowerCase()
}
