import {
  type ChangeState,
  createRegistryClient,
  RegistryClientError,
  type RegistryClient,
  type RegistryClientOptions,
} from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'
import { serverJson } from './entries.js'

/** A registry to be put to the test. */
export interface ContractTarget extends AsyncDisposable {
  readonly options: RegistryClientOptions
  /** Publishes a version, in whatever way the registry has. */
  publish(name: string, version: string): Promise<void>
}

/** What the client does with every registry, however odd. */
export function describeRegistryContract(title: string, open: () => Promise<ContractTarget>): void {
  const withClient = (behaviour: string, run: (client: RegistryClient, target: ContractTarget) => Promise<void>) =>
    test(behaviour, async () => {
      await using target = await open()
      await run(createRegistryClient({ ...target.options, retry: { ...target.options.retry, sleep: async () => {} } }), target)
    })

  describe(`with ${title}, the client`, () => {
    withClient('walks every page and gives every version once, in order', async (client, target) => {
      const versions = Array.from({ length: 7 }, (_, index) => ['io.github.alice/weather', `1.${index}.0+a/b c&d`] as const)
      for (const [name, version] of versions) await target.publish(name, version)
      const found: string[] = []
      for await (const { server } of client.servers({ limit: 3 })) found.push(`${server.name} ${server.version}`)
      expect(found).toEqual(versions.map(([name, version]) => `${name} ${version}`))
    })

    withClient('finds one version, and the latest', async (client, target) => {
      await target.publish('io.github.alice/weather', '1.0.0')
      await target.publish('io.github.alice/weather', '1.1.0')
      const one = await client.getServerVersion('io.github.alice/weather', '1.0.0')
      const latest = await client.getServerVersion('io.github.alice/weather')
      expect([one.server.version, latest.server.version]).toEqual(['1.0.0', '1.1.0'])
      expect(one._meta).toBeTypeOf('object')
    })

    withClient('lists the versions of a server', async (client, target) => {
      await target.publish('io.github.alice/weather', '1.0.0')
      await target.publish('io.github.alice/weather', '1.1.0')
      await target.publish('io.github.alice/tides', '1.0.0')
      const { servers, metadata } = await client.listServerVersions('io.github.alice/weather')
      expect(servers.map(({ server }) => server.version).sort()).toEqual(['1.0.0', '1.1.0'])
      expect(metadata).toEqual({ count: 2 })
    })

    withClient('says that there is no such server', async (client) => {
      const error = await client.getServerVersion('io.github.alice/nothing').catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(RegistryClientError)
      expect(error).toMatchObject({ status: 404, retryable: false, message: expect.stringMatching(/\w/) })
    })

    withClient('finds by search, and finds nothing', async (client, target) => {
      await target.publish('io.github.alice/weather', '1.0.0')
      await target.publish('io.github.alice/tides', '1.0.0')
      expect((await client.listServers({ search: 'tides' })).servers).toHaveLength(1)
      expect(await client.listServers({ search: 'nowhere' })).toEqual({ servers: [], metadata: { count: 0 } })
    })

    withClient('asks how the registry is', async (client) => {
      expect(await client.getHealth()).toMatchObject({ status: 'ok' })
      expect(await client.ping()).toMatchObject({ pong: true })
      expect((await client.getVersion()).version).toBeTypeOf('string')
    })

    withClient('mirrors everything, and then what is new', async (client, target) => {
      let state: ChangeState | undefined
      const mirror = new Map<string, unknown>()
      const pull = async () => {
        for await (const batch of client.changes(state, { limit: 2 })) {
          for (const { server } of batch.entries) mirror.set(`${server.name} ${server.version}`, server)
          state = batch.state
        }
        return [...mirror.keys()].sort()
      }
      for (const name of ['a', 'b', 'c', 'd', 'e']) await target.publish(`io.github.alice/${name}`, '1.0.0')
      expect(await pull()).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `io.github.alice/${name} 1.0.0`))
      await target.publish('io.github.alice/b', '2.0.0')
      expect(await pull()).toContain('io.github.alice/b 2.0.0')
    })

    withClient('follows what is published while it runs, until it is told to stop', async (client, target) => {
      const stop = new AbortController()
      const seen = new Set<string>()
      await target.publish('io.github.alice/a', '1.0.0')
      const follow = async () => {
        for await (const { entries } of client.changes(undefined, { follow: true, signal: stop.signal })) {
          for (const { server } of entries) seen.add(server.name)
          if (!seen.has('io.github.alice/b')) await target.publish('io.github.alice/b', '1.0.0')
          else stop.abort()
        }
      }
      await expect(follow()).rejects.toMatchObject({ code: 'aborted' })
      expect([...seen]).toEqual(['io.github.alice/a', 'io.github.alice/b'])
    })
  })
}

export function contractDocument(name: string, version: string) {
  return serverJson({
    name,
    version,
    remotes: [{ type: 'sse', url: `https://${version.replace(/\W+/g, '-')}.${name.replace(/\W+/g, '-')}.example.com/sse` }],
  })
}
