import { readFileSync } from 'node:fs'
import { toVsCodeInstall } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'

const file = new URL('../../../../fixtures/launch/vscode-install.json', import.meta.url)

describe('what VS Code itself installs', () => {
  for (const { name, server, galleryUrl, install } of JSON.parse(readFileSync(file, 'utf8'))) {
    test(name, () => {
      const options = galleryUrl === undefined ? {} : { galleryUrl }
      expect(toVsCodeInstall(server, options) ?? null).toEqual(install)
    })
  }

  test('a field of another type, even one with a toString of its own, is no exception', () => {
    const server = { name: 'io.github.alice/weather', description: 'Weather', version: '1.0.0' }
    const hostile = JSON.parse('{"packages": [{"registryType": {"toString": null}, "identifier": {"toString": 1}}]}')
    expect(toVsCodeInstall({ ...server, ...hostile })?.config).toMatchObject({ command: '[object Object]' })
  })
})
