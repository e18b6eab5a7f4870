import { execFileSync } from 'node:child_process'

/** A command-line prefix that runs a command in a separate network namespace, which has only loopback and no routes. */
export interface NetworkNamespace {
  readonly command: string
  readonly args: readonly string[]
}

// The first argument is a file to mount over /etc/resolv.conf.
const SET_UP = 'ip link set lo up && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'

/** The prefix that runs a command in a network namespace on this machine, or the reason why that is impossible. */
export function findNetworkNamespace(): NetworkNamespace | { readonly missing: string } {
  // Without root, a user namespace maps the current user to root.
  const flags = process.getuid?.() === 0 ? ['-n', '-m'] : ['-r', '-n', '-m']
  const namespace = { command: 'unshare', args: [...flags, 'sh', '-c', SET_UP, 'sh'] }
  try {
    execFileSync(namespace.command, [...namespace.args, '/dev/null', 'true'], { stdio: 'pipe' })
    return namespace
  } catch (error) {
    return { missing: `no network namespace can be made here: ${error instanceof Error ? error.message.trim() : 'unknown'}` }
  }
}
