import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'

/** A third-party server, as a child process. */
export interface RunningProcess extends AsyncDisposable {
  readonly child: ChildProcess
}

/** Starts a program and waits until its output matches; rejects if the program exits first. */
export async function startProcess(
  command: string,
  args: readonly string[],
  isReady: RegExp,
  options: SpawnOptions = {},
): Promise<{ readonly ready: RegExpExecArray } & RunningProcess> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = (): void => void child.kill('SIGKILL')
  // The server must not outlive the test.
  process.once('exit', kill)
  let output = ''
  const ready = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (text: Buffer): void => {
      if (output.length > 1_000_000) return
      output += text.toString()
      const match = isReady.exec(output)
      if (match) resolve(match)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${output}`)))
  })
  return {
    child,
    ready,
    [Symbol.asyncDispose]: async () => {
      process.off('exit', kill)
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      kill()
      await exited
    },
  }
}
