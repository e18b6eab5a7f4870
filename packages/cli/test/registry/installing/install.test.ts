import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../../test/verifies.js'
import { openHome } from '../harness/open-home.js'
import { toServer } from '../harness/start-registry.js'
import { startCatalog } from '../harness/start-catalog.js'

const NAME = 'com.example/tides'
const CURSOR = '.cursor/mcp.json'
const RECORD = '.config/mcp-registry/installed.json'

function toTides(version: string, fields: Parameters<typeof toServer>[0] = {}) {
  return toServer({
    version,
    repository: { url: 'https://github.com/example/tides', source: 'github' },
    packages: [
      {
        registryType: 'npm',
        identifier: '@example/tides',
        version,
        transport: { type: 'stdio' },
        environmentVariables: [
          { name: 'COAST', default: 'north' },
          { name: 'KEY', isRequired: true, isSecret: true },
        ],
      },
    ],
    ...fields,
  })
}

const other = toServer({
  name: 'com.example/bank',
  remotes: [{ type: 'streamable-http', url: 'https://bank.example.com/mcp' }],
})

describe('install', () => {
  verifies('install:undone-to-the-byte', 'and remove leave no trace of a file that did not exist', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'), other)
    await using place = await openHome()
    const registry = ['--registry', catalog.url]
    const installed = await place.run('install', NAME, '--client', 'cursor', '--yes', ...registry)
    expect([installed.exitCode, installed.stdout]).toEqual([0, `cursor: "tides" is in ${join(place.home, CURSOR)}.\n`])
    expect(installed.stderr).toContain('Set the environment variable TIDES_KEY (KEY)')
    expect(JSON.parse((await place.read(CURSOR)) ?? '')).toMatchObject({
      mcpServers: { tides: { env: { COAST: 'north', KEY: '${env:TIDES_KEY}' } } },
    })
    expect((await stat(join(place.home, RECORD))).mode & 0o777).toBe(0o600)
    const removed = await place.run('remove', NAME, '--yes')
    expect([removed.exitCode, removed.stdout]).toEqual([0, expect.stringContaining('which has nothing else')])
    expect(await readdir(place.home)).toEqual(['.config'])
    expect(JSON.parse((await place.read(RECORD)) ?? '')).toEqual({ version: 1, files: [] })
  })

  test('shows the change and does nothing without a confirmation', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    const { exitCode, stderr } = await place.run('install', 'com.example/bank', '--client', 'cursor', '--registry', catalog.url)
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^--- mcp\.json[^]*\+ {4}"bank"[^]*--yes/)])
    expect(await readdir(place.home)).toEqual([])
  })

  test('again is up to date, and keeps a second server when the first is removed', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'), other)
    await using place = await openHome()
    const before = '{\n\t// mine\n\t"mcpServers": {},\n}\n'
    await place.write(CURSOR, before)
    const argv = (name: string) => ['install', name, '--client', 'cursor', '--yes', '--registry', catalog.url]
    await place.run(...argv(NAME))
    await place.run(...argv('com.example/bank'))
    expect((await place.run(...argv(NAME))).stdout).toContain('is up to date')
    const both = await place.read(CURSOR)
    await place.run('remove', 'tides', '--yes')
    const bank = (await place.read(CURSOR)) ?? ''
    expect([both, bank, bank]).toEqual([
      expect.stringContaining('tides'),
      expect.stringContaining('bank.example.com'),
      expect.not.stringContaining('tides'),
    ])
    await place.run('remove', 'com.example/bank', '--yes')
    expect(await place.read(CURSOR)).toBe(before)
    expect((await readdir(join(place.home, '.cursor'))).filter((name) => name.endsWith('.bak')).length).toBe(4)
  })

  test('of the same server again is the same entry, whatever it is called', async () => {
    await using catalog = await startCatalog(
      toTides('1.0.0', { remotes: [{ type: 'sse', url: 'https://tides.example.com/sse' }] }),
    )
    await using place = await openHome()
    const argv = ['install', NAME, '--client', 'cursor', '--yes', '--registry', catalog.url]
    await place.run(...argv, '--as', 'mine')
    expect((await place.run(...argv)).stdout).toContain('"mine" in')
    const refused = await place.run(...argv, '--remote', '1')
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('or remove that entry first')])
  })

  test('writes nothing that it cannot record', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    await place.write('.config', 'a file')
    const { exitCode } = await place.run('install', 'com.example/bank', '--client', 'cursor', '--yes', '--registry', catalog.url)
    expect([exitCode, await place.read(CURSOR)]).toEqual([1, undefined])
  })

  test('of several clients goes on when one fails, and says which', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    await place.write(CURSOR, '{ "mcpServers": ')
    const clients = ['--client', 'cursor', '--client', 'vscode', '--client', 'zed']
    const { exitCode, stdout, stderr } = await place.run('install', NAME, ...clients, '--yes', '--registry', catalog.url)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('Cursor: The file of Cursor is not valid JSON')
    // Zed cannot refer to a secret.
    expect(stderr).toContain('Zed: --input KEY=… is missing')
    expect(stdout).toContain('vscode: "com.example/tides" is in')
    expect(await place.read(CURSOR)).toBe('{ "mcpServers": ')
  })

  test('of a project writes its file, and refuses a client that has none', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    const project = join(place.home, 'project')
    await mkdir(project)
    const argv = ['install', 'com.example/bank', '--project', project, '--yes', '--registry', catalog.url]
    expect((await place.run(...argv, '--client', 'vscode')).exitCode).toBe(0)
    expect(await place.read('project/.vscode/mcp.json')).toContain('bank.example.com')
    const refused = await place.run(...argv, '--client', 'windsurf')
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/Windsurf has no file of a project\. These have one: claude-code, .*vscode, zed\./),
    ])
    const listed = await place.run('list', '--project', project, '--json', '--registry', catalog.url)
    expect(JSON.parse(listed.stdout).servers).toMatchObject([{ client: 'vscode', scope: 'project', server: 'com.example/bank' }])
    await place.run('remove', 'com.example/bank', '--yes')
    expect(await readdir(project)).toEqual([])
  })

  test('with --detect is for the clients that are there', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    const argv = ['install', 'com.example/bank', '--yes', '--registry', catalog.url]
    expect((await place.run(...argv, '--detect')).stderr).toContain('No client was found')
    const unnamed = await place.run(...argv)
    expect([unnamed.exitCode, unnamed.stderr]).toEqual([2, expect.stringContaining('--detect')])
    await mkdir(join(place.home, '.cursor'))
    await place.write('.claude.json', '{}')
    const { stdout } = await place.run(...argv, '--detect', '--json')
    expect(JSON.parse(stdout).installed.map(({ client }: { client: string }) => client)).toEqual(['claude-code', 'cursor'])
    expect((await place.run(...argv, '--client', 'nobody')).exitCode).toBe(2)
  })

  verifies('install:no-secret-recorded', 'records which values were given, never those of secrets', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    const inputs = ['--input', 'KEY=hunter2', '--input', 'COAST=west', '--env', 'EXTRA=hunter3']
    await place.run('install', NAME, '--client', 'zed', ...inputs, '--yes', '--registry', catalog.url)
    expect(await place.read('.config/zed/settings.json')).toContain('hunter2')
    const record = (await place.read(RECORD)) ?? ''
    expect(JSON.parse(record).files[0].entries[0]).toMatchObject({ key: 'tides', version: '1.0.0', inputs: { COAST: 'west' } })
    expect(record).not.toMatch(/hunter/)
  })
})

describe('a record', () => {
  verifies('install:broken-record', 'that cannot be read is named with the remedy, and not overwritten', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    for (const broken of ['{', '[]', '{"version": 2}', '{"version": 1, "files": [{"path": "x"}]}']) {
      await place.write(RECORD, broken)
      for (const argv of [
        ['install', 'com.example/bank', '--client', 'cursor', '--yes'],
        ['list'],
        ['audit'],
        ['remove', 'bank'],
        ['update'],
      ]) {
        const registry = argv[0] === 'remove' || argv[0] === 'update' ? [] : ['--registry', catalog.url]
        const { exitCode, stderr } = await place.run(...argv, ...registry)
        expect([exitCode, stderr]).toEqual([
          1,
          expect.stringMatching(/installed\.json cannot be read: .+ Restore it .+ move it away/),
        ])
      }
      expect([await place.read(RECORD), await place.read(CURSOR)]).toEqual([broken, undefined])
    }
  })

  test('follows XDG_CONFIG_HOME', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    const env = { XDG_CONFIG_HOME: join(place.home, 'xdg') }
    await place.runWith({ env }, 'install', 'com.example/bank', '--client', 'cursor', '--yes', '--registry', catalog.url)
    expect(await place.read('xdg/mcp-registry/installed.json')).toContain('com.example/bank')
  })
})

describe('update', () => {
  verifies('install:update-keeps-the-rest', 'changes only what differs between the versions', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    const registry = ['--registry', catalog.url]
    await place.run('install', NAME, '--client', 'zed', '--input', 'KEY=hunter2', '--input', 'COAST=west', '--yes', ...registry)
    const settings = (await place.read('.config/zed/settings.json')) ?? ''
    const edited = settings
      .replace('"@example/tides@1.0.0"', '"@example/tides@1.0.0", "--mine"')
      .replace('"env"', '"timeout": 5, "env"')
    await place.write('.config/zed/settings.json', edited)
    catalog.add(toTides('1.1.0'))

    const outdated = await place.run('outdated', ...registry)
    expect(outdated.stdout).toMatch(
      /^CLIENT +NAME +SERVER +VERSION +LATEST\nzed +tides +com\.example\/tides +1\.0\.0 +1\.1\.0\n$/,
    )
    expect((await place.run('update')).exitCode).toBe(1)
    const { exitCode, stdout } = await place.run('update', '--yes')
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('com.example/tides 1.0.0 → 1.1.0')])
    expect(JSON.parse((await place.read('.config/zed/settings.json')) ?? '')).toEqual({
      context_servers: {
        tides: {
          source: 'custom',
          command: 'npx',
          args: ['-y', '@example/tides@1.1.0', '--mine'],
          timeout: 5,
          env: { COAST: 'west', KEY: 'hunter2' },
        },
      },
    })
    expect((await place.run('update', '--yes')).stderr).toContain('up to date')
    expect((await place.run('outdated', ...registry)).stderr).toContain('up to date')
  })

  test('needs a new input, from the command line or on a terminal', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    await place.run('install', NAME, '--client', 'cursor', '--yes', '--registry', catalog.url)
    const [pack] = toTides('2.0.0').packages ?? []
    if (pack === undefined) throw new Error('no package')
    const region = { name: 'REGION', isRequired: true, description: 'Where' }
    catalog.add(
      toTides('2.0.0', { packages: [{ ...pack, environmentVariables: [...(pack.environmentVariables ?? []), region] }] }),
    )
    const refused = await place.run('update', NAME, '--yes')
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('--input REGION=… is missing, which the new version needs: Where'),
    ])
    expect((await place.run('update', '--input', 'REGION=eu', '--yes')).exitCode).toBe(2)
    expect((await place.run('update', NAME, '--input', 'REGION=eu', '--yes')).exitCode).toBe(0)
    expect(JSON.parse((await place.read(CURSOR)) ?? '').mcpServers.tides).toMatchObject({
      args: ['-y', '@example/tides@2.0.0'],
      env: { REGION: 'eu', KEY: '${env:TIDES_KEY}' },
    })
    await place.run('remove', NAME, '--yes')
    expect(await place.read(CURSOR)).toBe(undefined)
  })

  test('asks for a new input once for all clients, and keeps what a file has already', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    const argv = (...clients: string[]) => [
      'install',
      NAME,
      ...clients.flatMap((id) => ['--client', id]),
      '--yes',
      '--registry',
      catalog.url,
    ]
    await place.run(...argv('cursor', 'vscode'))
    const [pack] = toTides('2.0.0').packages ?? []
    if (pack === undefined) throw new Error('no package')
    const region = { name: 'REGION', isRequired: true, description: 'Where?' }
    const environmentVariables = [...(pack.environmentVariables ?? []), region]
    const toLater = (version: string) => toTides(version, { packages: [{ ...pack, version, environmentVariables }] })
    catalog.add(toLater('2.0.0'))
    await place.run(...argv('claude-code'), '--input', 'REGION=us')
    catalog.add(toLater('3.0.0'))
    expect((await place.runWith({ isTTY: true, keys: ['eu\r'] }, 'update', '--yes')).exitCode).toBe(0)
    const regions = ['.cursor/mcp.json', '.config/Code/User/mcp.json', '.claude.json'].map(
      async (file) => /"REGION": "(\w+)"/.exec((await place.read(file)) ?? '')?.[1],
    )
    expect(await Promise.all(regions)).toEqual(['eu', 'eu', 'us'])
  })

  test('refuses a version without the package, and a server that is gone', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    await place.run('install', NAME, '--client', 'cursor', '--yes', '--registry', catalog.url)
    catalog.add(toTides('2.0.0', { packages: [], remotes: [{ type: 'streamable-http', url: 'https://tides.example.com/mcp' }] }))
    expect((await place.run('update', '--yes')).stderr).toContain('no longer has the package or remote that is installed')
    catalog.remove(NAME)
    expect((await place.run('update', '--yes')).stderr).toContain(`Remove it: mcp-registry remove ${NAME}`)
  })

  test('warns of another repository', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    await place.run('install', NAME, '--client', 'cursor', '--yes', '--registry', catalog.url)
    catalog.add(toTides('1.1.0', { repository: { url: 'https://github.com/mallory/tides', source: 'github' } }))
    expect((await place.run('update', '--yes')).stderr).toContain('that of 1.1.0 is https://github.com/mallory/tides')
  })
})

describe('list', () => {
  verifies('install:recognised', 'recognises servers that others configured, and marks those of no registry', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'), toTides('1.1.0'), other)
    await using place = await openHome()
    const mcpServers = {
      weather: { command: 'npx', args: ['-y', '@example/tides@1.0.0', '--port', '1'] },
      money: { url: 'https://bank.example.com/mcp' },
      notes: { command: '/opt/notes', args: ['--secret', 'x'] },
    }
    await place.write(CURSOR, JSON.stringify({ mcpServers }))
    await place.write(
      '.config/Code/User/mcp.json',
      JSON.stringify({ servers: { 'com.example/bank': { url: mcpServers.money.url } } }),
    )
    await place.write('.gemini/settings.json', '{')
    const { exitCode, stdout, stderr } = await place.run('list', '--registry', catalog.url)
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['CLIENT', 'NAME', 'SERVER', 'VERSION', 'NOTES'],
      ['cursor', 'weather', NAME, '1.0.0', '1.1.0 is newer'],
      ['cursor', 'money', 'com.example/bank', '1.0.0'],
      ['cursor', 'notes', 'it is not from this registry'],
      ['vscode', 'com.example/bank', 'com.example/bank', '1.0.0'],
      [''],
    ])
    expect(stderr).toContain('settings.json cannot be read: The file of Gemini CLI is not valid JSON')
    expect(catalog.requests.map(({ path }) => path).join()).not.toMatch(/secret|port/)
  })

  test('says when a registry cannot be asked, and asks none with --offline', async () => {
    const catalog = await startCatalog(other)
    await using place = await openHome()
    await place.run('install', 'com.example/bank', '--client', 'cursor', '--yes', '--registry', catalog.url)
    const asked = catalog.requests.length
    const offline = await place.run('list', '--offline', '--json', '--registry', catalog.url)
    expect([catalog.requests.length, JSON.parse(offline.stdout).servers]).toEqual([
      asked,
      [expect.objectContaining({ name: 'bank', version: '1.0.0', notes: [] })],
    ])
    await catalog[Symbol.asyncDispose]()
    const { exitCode, stdout } = await place.run('list')
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('the registry could not be asked')])
    expect((await place.run('audit')).exitCode).toBe(1)
  }, 60_000)

  test('names an entry that was taken out of the file, which remove then forgets', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    await place.run('install', 'com.example/bank', '--client', 'cursor', '--yes', '--registry', catalog.url)
    await place.write(CURSOR, '{"mcpServers": {}}')
    expect((await place.run('list', '--registry', catalog.url)).stdout).toContain('it is no longer in')
    expect((await place.run('remove', 'bank')).stdout).toContain('was no longer in')
    expect(await place.read(CURSOR)).toBe('{"mcpServers": {}}')
    expect((await place.run('remove', 'bank')).stderr).toContain('was not installed by this command')
  })
})

describe('audit', () => {
  verifies('install:audit', 'finds what is deprecated, deleted, gone, foreign, changed or of another owner', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'), other)
    await using place = await openHome()
    const registry = ['--registry', catalog.url]
    await place.run('install', NAME, '--client', 'cursor', '--yes', ...registry)
    await place.run('install', 'com.example/bank', '--client', 'cursor', '--yes', ...registry)
    expect(await place.run('audit', ...registry)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'Nothing was found in 2 servers.\n',
    })
    const codes = async () => {
      const { exitCode, stdout } = await place.run('audit', '--json', ...registry)
      expect(exitCode).toBe(1)
      return JSON.parse(stdout).findings.map(({ name, code }: { name: string; code: string }) => `${name} ${code}`)
    }
    catalog.setStatus(NAME, '1.0.0', { status: 'deprecated', statusMessage: 'Use 2.' })
    expect(await codes()).toEqual(['tides deprecated'])
    expect((await place.run('audit', ...registry)).stdout).toContain('tides in cursor: 1.0.0 is deprecated: Use 2.')
    catalog.setStatus(NAME, '1.0.0', { status: 'deleted', statusMessage: 'It was taken down.' })
    expect(await codes()).toEqual(['tides deleted'])
    catalog.setStatus(NAME, '1.0.0', { status: 'active' })
    catalog.add(toTides('1.1.0', { repository: { url: 'https://github.com/mallory/tides', source: 'github' } }))
    expect(await codes()).toEqual(['tides owner-changed'])
    catalog.remove('com.example/bank')
    expect(await codes()).toEqual(['tides owner-changed', 'bank missing'])
    const text = (await place.read(CURSOR)) ?? ''
    const evil = { command: 'npx', args: ['evil'] }
    const config = JSON.parse(text)
    await place.write(
      CURSOR,
      JSON.stringify({ mcpServers: { ...config.mcpServers, tides: { ...config.mcpServers.tides, args: ['-y', 'evil'] }, evil } }),
    )
    expect(await codes()).toEqual(['tides owner-changed', 'tides changed', 'bank missing', 'evil unknown'])
    await place.write(CURSOR, '{')
    expect((await place.run('audit', ...registry)).exitCode).toBe(1)
  })

  test('with --registry demands that everything is in it', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using approved = await startCatalog(other)
    await using place = await openHome()
    await place.run('install', NAME, '--client', 'cursor', '--yes', '--registry', catalog.url)
    expect((await place.run('audit')).exitCode).toBe(0)
    const { exitCode, stdout } = await place.run('audit', '--registry', approved.url)
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^missing +tides in cursor: com\.example\/tides is not at/)])
  })
})

describe('on a terminal', () => {
  verifies('install:undone-to-the-byte', 'six clients are installed into, listed, updated, audited and undone', async () => {
    await using catalog = await startCatalog(toTides('1.0.0'))
    await using place = await openHome()
    const files = {
      '.cursor/mcp.json': '{\r\n\t// mine\r\n\t"mcpServers": {\r\n\t\t"a": { "command": "a" }, // keep\r\n\t},\r\n}\r\n',
      '.claude.json': '{"numStartups":1,"mcpServers":{"tides":{"command":"other"}}}',
      '.config/Code/User/mcp.json': '\uFEFF{\n    "inputs": [ ],\n    "servers": {}\n}',
      '.codex/config.toml': '# mine\nmodel = "x"\n\n[tools]\nweb = true\n\n\n# end',
      '.gemini/settings.json': '{ "theme": "dark", ',
      '.codeium/windsurf/mcp_config.json': '{"mcpServers": {}}\n',
    }
    for (const [file, text] of Object.entries(files)) await place.write(file, text)
    await chmod(join(place.home, '.codeium/windsurf/mcp_config.json'), 0o444)
    const all = async () =>
      Object.fromEntries(await Promise.all(Object.keys(files).map(async (file) => [file, await place.read(file)])))

    const yes = { isTTY: true, keys: ['y', 'y', 'y', 'y', 'y', 'y'] }
    const clients = ['claude-code', 'vscode', 'cursor', 'codex', 'gemini-cli', 'windsurf'].flatMap((id) => ['--client', id])
    const argv = ['install', NAME, ...clients, '--input', 'KEY=k', '--registry', catalog.url]
    const declined = await place.runWith({ isTTY: true, keys: ['n', 'n', 'n', 'n', 'n', 'n'] }, ...argv)
    expect([declined.exitCode, await all()]).toEqual([1, files])

    const installed = await place.runWith(yes, ...argv)
    expect(installed.exitCode).toBe(1)
    expect(installed.stderr).toContain('The file of Gemini CLI is not valid JSON')
    expect(installed.stderr).toContain('mcp_config.json is read-only. Nothing was written')
    expect(installed.stdout).toContain('claude-code: "example-tides" is in')
    const after = await all()
    for (const file of ['.gemini/settings.json', '.codeium/windsurf/mcp_config.json'] as const)
      expect(after[file]).toBe(files[file])
    expect(after['.cursor/mcp.json']).toContain('"a": { "command": "a" }, // keep\r\n')

    catalog.add(toTides('1.1.0'))
    const listed = await place.run('list', '--json', '--registry', catalog.url)
    expect(JSON.parse(listed.stdout).servers.filter(({ isOutdated }: { isOutdated?: boolean }) => isOutdated)).toHaveLength(4)
    const updated = await place.runWith(yes, 'update')
    expect([updated.exitCode, updated.stdout.match(/1\.0\.0 → 1\.1\.0/g)]).toEqual([
      0,
      Array.from({ length: 4 }, () => '1.0.0 → 1.1.0'),
    ])
    const audited = await place.run('audit', '--registry', catalog.url)
    expect([audited.exitCode, audited.stdout.split('\n')]).toEqual([
      1,
      [expect.stringMatching(/unknown +tides in claude-code/), expect.stringMatching(/unknown +a in cursor/), ''],
    ])
    const removed = await place.runWith(yes, 'remove', NAME)
    expect([removed.exitCode, await all()]).toEqual([0, files])
  })

  test('clients are chosen from a list of those that were found', async () => {
    await using catalog = await startCatalog(other)
    await using place = await openHome()
    await place.write(CURSOR, '{}')
    const { exitCode, stderr } = await place.runWith(
      { isTTY: true, keys: ['\r', 'y'] },
      'install',
      'com.example/bank',
      '--registry',
      catalog.url,
    )
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Which clients?')])
    expect(await place.read(CURSOR)).toContain('bank')
  })
})
