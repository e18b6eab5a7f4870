import Type, { type Static } from 'typebox'

const Descriptor = Type.Object({ digest: Type.String({ pattern: '^sha256:[0-9a-f]{64}$' }) })

/** A multi-platform image: lists one manifest per platform. */
export const ImageIndex = Type.Object({
  manifests: Type.Array(
    Type.Object({
      digest: Descriptor.properties.digest,
      platform: Type.Optional(Type.Object({ os: Type.Optional(Type.String()), architecture: Type.Optional(Type.String()) })),
    }),
  ),
})
export type ImageIndex = Static<typeof ImageIndex>

export const ImageManifest = Type.Object({ config: Descriptor })

export const ImageConfig = Type.Object({
  config: Type.Optional(
    Type.Union([
      Type.Null(),
      Type.Object({ Labels: Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())])) }),
    ]),
  ),
})

export const TokenAnswer = Type.Object({ token: Type.Optional(Type.String()), access_token: Type.Optional(Type.String()) })

export const DistributionErrors = Type.Object({ errors: Type.Array(Type.Object({ code: Type.String() })) })

export const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]
