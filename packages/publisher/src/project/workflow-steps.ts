import { type PackageType, parseImageReference, PUBLIC_BASE_URLS, type ServerJson } from '@mcp-registry/contract'

type Package = NonNullable<ServerJson['packages']>[number]

/** A step of a GitHub Actions job. */
export interface WorkflowStep {
  readonly name?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
  readonly run?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder in which it runs, if it is not the root of the repository. */
  readonly folder?: string
}

/** What differs between the repositories of one package type. */
export interface BuildPlace {
  /** The folder of the package. */
  readonly folder: string
  readonly isPnpm: boolean
}

type ToSteps = (entry: Package, place: BuildPlace) => readonly WorkflowStep[]

/** The steps that build and publish a package. The version is that of the tag, in `GITHUB_REF_NAME`. */
const TO_STEPS: Readonly<Record<PackageType, ToSteps>> = {
  npm: (_, { folder, isPnpm }) => [
    {
      name: 'Build',
      run: isPnpm
        ? ['corepack enable', 'pnpm install --frozen-lockfile', 'pnpm test --if-present']
        : ['npm ci', 'npm test --if-present'],
    },
    {
      name: 'Publish the package',
      run: [isPnpm ? 'pnpm publish --provenance --access public --no-git-checks' : 'npm publish --provenance --access public'],
      folder,
    },
  ],
  pypi: (_, { folder }) => [
    { uses: 'astral-sh/setup-uv@v7' },
    // Trusted publishing: PyPI accepts the identity of the job.
    { name: 'Publish the package', run: ['uv build --out-dir dist', 'uv publish dist/*'], folder },
  ],
  nuget: (_, { folder }) => [
    { uses: 'actions/setup-dotnet@v5', with: { 'dotnet-version': '10.0.x' } },
    {
      name: 'Publish the package',
      run: [
        'dotnet pack --configuration Release --output packed',
        `dotnet nuget push 'packed/*.nupkg' --source ${PUBLIC_BASE_URLS.nuget[0]} --api-key "$NUGET_API_KEY" --skip-duplicate`,
      ],
      env: { NUGET_API_KEY: '${{ secrets.NUGET_API_KEY }}' },
      folder,
    },
  ],
  cargo: (_, { folder }) => [
    {
      name: 'Publish the package',
      run: ['cargo publish'],
      env: { CARGO_REGISTRY_TOKEN: '${{ secrets.CARGO_REGISTRY_TOKEN }}' },
      folder,
    },
  ],
  oci: ({ identifier }, { folder }) => {
    const { name, prefix, host } = splitImage(identifier)
    const isGithub = host === 'ghcr.io'
    return [
      {
        uses: 'docker/login-action@v3',
        with: {
          registry: host,
          username: isGithub ? '${{ github.actor }}' : '${{ secrets.REGISTRY_USERNAME }}',
          password: isGithub ? '${{ secrets.GITHUB_TOKEN }}' : '${{ secrets.REGISTRY_PASSWORD }}',
        },
      },
      {
        name: 'Publish the image',
        run: [`image="${name}:${prefix}$VERSION"`, 'docker build --tag "$image" .', 'docker push "$image"'],
        folder,
      },
    ]
  },
  mcpb: ({ identifier }, { folder }) => [
    {
      name: 'Publish the bundle',
      run: [
        `npx --yes @anthropic-ai/mcpb pack . "$GITHUB_WORKSPACE/${toFileName(identifier)}"`,
        `gh release create "$GITHUB_REF_NAME" "$GITHUB_WORKSPACE/${toFileName(identifier)}" --generate-notes`,
      ],
      env: { GH_TOKEN: '${{ github.token }}' },
      folder,
    },
  ],
  // The tag is the publication.
  go: () => [],
}

export function toPackageSteps(entry: Package, place: BuildPlace): readonly WorkflowStep[] {
  return Object.entries(TO_STEPS).find(([type]) => type === entry.registryType)?.[1](entry, place) ?? []
}

/** The name of a bundle, to attach it to a release. */
export function toFileName(identifier: string): string {
  // It becomes part of a shell command.
  return (identifier.split('/').at(-1) ?? '').replaceAll(/[^\w.@+-]/g, '-')
}

function splitImage(identifier: string): { readonly name: string; readonly prefix: string; readonly host: string } {
  const parsed = parseImageReference(identifier)
  if (!parsed.ok) return { name: 'docker.io/OWNER/IMAGE', prefix: '', host: 'docker.io' }
  const { host, repository, tag } = parsed.value
  return { name: `${host}/${repository}`, prefix: tag?.startsWith('v') === true ? 'v' : '', host }
}
