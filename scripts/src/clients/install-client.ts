import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool, ToolError } from '../packages/run-tool.js'

/** Runs a client in a folder, with variables besides those of this process, and returns its standard output. */
export type RunClient = (args: readonly string[], cwd: string, env?: Readonly<Record<string, string>>) => Promise<string>

/** Installs a command from the npm registry, into a folder of its own. */
export async function installFromNpm(name: string, version: string, folder: string): Promise<RunClient> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"private": true}')
  const argv = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', `${name}@${version}`]
  await runTool('npm', argv, folder).catch(refuse(name, version, 'the npm registry'))
  return (args, cwd, env) => runTool(join(folder, 'node_modules/.bin', name), args, cwd, env)
}

/** Installs a module of the same name from PyPI, into a folder of its own. */
export async function installFromPypi(name: string, version: string, folder: string): Promise<RunClient> {
  await mkdir(folder, { recursive: true })
  const argv = ['-m', 'pip', 'install', '--quiet', '--no-input', '--target', folder, `${name}==${version}`]
  await runTool('python3', argv, folder).catch(refuse(name, version, 'PyPI'))
  return (args, cwd, env) => runTool('python3', ['-m', name.replaceAll('-', '_'), ...args], cwd, { ...env, PYTHONPATH: folder })
}

/** Whether this machine can install from PyPI. */
export async function hasPip(folder: string): Promise<boolean> {
  return runTool('python3', ['-m', 'pip', '--version'], folder).then(
    () => true,
    () => false,
  )
}

function refuse(name: string, version: string, place: string): (error: unknown) => never {
  return (error) => {
    throw new ToolError(
      `${name} ${version} cannot be fetched from ${place}, so it was not tried.\n${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
