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
})
