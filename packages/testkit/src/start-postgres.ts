import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { findPostgres } from './find-postgres.js'
import { findFreePort } from './find-free-port.js'
import { makeLocale } from './make-locale.js'

export interface TestPostgres {
  /** The URL of the administrative database. */
  readonly url: string
  readonly urlOf: (database: string) => string
  /** The directory of the PostgreSQL executables. */
  readonly binaries: string
  /** Sends SIGKILL to the whole server, like a power failure. */
  kill(): Promise<void>
  /** Stops the server like `pg_ctl stop -m immediate`: connections are closed and buffers are not flushed. */
  stopAtOnce(): Promise<void>
  /** Suspends all server processes until `thaw`, as on a machine that hangs. */
  freeze(): void
  thaw(): void
  /** Restarts the server after `kill` or `stopAtOnce`, with the same port and data. */
  restart(): Promise<void>
  /** Copies the running server; resolves with the data directory of the copy. */
  backUp(): Promise<string>
  /** Kills the server and replaces it by a copy on the same port, promoted like a standby: changes after the copy are lost. */
  promote(backup: string): Promise<void>
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Whether data is flushed to disk. */
  readonly isDurable: boolean
  /** A C library locale to make available to databases, such as `tr_TR.UTF-8`; it need not be installed on the system. */
  readonly libcLocale?: string | undefined
  /** The directory of the Unix socket; no socket by default. */
  readonly socketFolder?: string
  /** The parent of its temporary directory. Default: the system's directory for temporary files. */
  readonly parent?: string
}

/** A separate PostgreSQL server in a temporary directory, on a free loopback port. */
export async function startPostgres({
  isDurable,
  libcLocale,
  socketFolder = '',
  parent = tmpdir(),
}: PostgresOptions): Promise<TestPostgres> {
  const binaries = await findPostgres()
  const account = toAccount()
  const folder = await mkdtemp(join(parent, 'registry-postgres-'))
  const locales = libcLocale === undefined ? {} : makeLocale(libcLocale, join(folder, 'locales'))
  if (account) await chown(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'registry', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const port = await findFreePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${socketFolder}`,
    'max_connections=200',
    ...(isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  const env = { ...process.env, ...locales }
  let current = data
  const start = () =>
    startServer(join(binaries, 'postgres'), ['-D', current, ...settings.flatMap((setting) => ['-c', setting])], {
      ...account,
      cwd: folder,
      env,
    })
  let server = await start()

  const urlOf = (database: string) => `postgresql://registry@127.0.0.1:${port}/${database}`
  return {
    url: urlOf('postgres'),
    urlOf,
    binaries,
    kill: () => end(server, 'SIGKILL'),
    stopAtOnce: () => end(server, 'SIGQUIT'),
    freeze: () => signalAll(server, 'SIGSTOP'),
    thaw: () => signalAll(server, 'SIGCONT'),
    async restart() {
      // The server does not start before the last connection of the killed server is gone.
      for (let attempt = 1; ; attempt++) {
        try {
          server = await start()
          return
        } catch (error) {
          if (attempt === 50) throw error
          await setTimeout(100)
        }
      }
    },
    async backUp() {
      const backup = await mkdtemp(join(folder, 'backup-'))
      if (account) await chown(backup, account.uid, account.gid)
      const target = [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'registry',
        '-D',
        backup,
        '-X',
        'stream',
        '-c',
        'fast',
        '--no-sync',
      ]
      await runTool(join(binaries, 'pg_basebackup'), target, { ...account, cwd: folder })
      return backup
    },
    async promote(backup) {
      await end(server, 'SIGKILL')
      current = backup
      await writeFile(join(backup, 'standby.signal'), '')
      server = await start()
      await runTool(join(binaries, 'pg_ctl'), ['promote', '-w', '-D', backup], { ...account, cwd: folder })
    },
    async stop() {
      await end(server, 'SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Account {
  readonly uid: number
  readonly gid: number
}

// PostgreSQL refuses to run as root.
function toAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
      )
      if (uid !== undefined && gid !== undefined) return { uid, gid }
    } catch {
      // The account does not exist.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a "postgres" nor a "nobody" account. Run the tests as another user.',
  )
}

async function runTool(path: string, args: readonly string[], options: Partial<Account> & { cwd: string }): Promise<void> {
  const tool = spawn(path, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(tool, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${path} ended with ${code}.`)
}

async function startServer(
  path: string,
  args: readonly string[],
  options: Partial<Account> & { cwd: string; env: NodeJS.ProcessEnv },
): Promise<ChildProcess> {
  const server = spawn(path, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8')
    server.stderr.on('data', (text: string) => {
      if (log.length < 100_000) log += text
      if (/ready to accept (?:read-only )?connections/.test(log)) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)))
  })
  return server
}

/** Signals the server and its child processes. */
function signalAll({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the server has no process id')
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  // Signals the parent first, since it would start new children.
  for (const each of [pid, ...children.map(Number)]) process.kill(each, signal)
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  server.kill(signal)
  await exited
}
