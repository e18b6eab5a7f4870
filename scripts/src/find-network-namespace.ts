import { execFileSync } from 'node:child_process'

/** A prefix of a command line: what follows runs in a network of its own, which is loopback without a route to anywhere. */
export interface NetworkNamespace {
  readonly command: string
  readonly args: readonly string[]
}

// The first argument is a file that stands in for /etc/resolv.conf.
const SET_UP = 'ip link set lo up && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'

/** How to run something in a network namespace on this machine, or the reason why that is impossible. */
export function findNetworkNamespace(): NetworkNamespace | { readonly missing: string } {
  // Without root, a user namespace makes its creator one.
  const flags = process.getuid?.() === 0 ? ['-n', '-m'] : ['-r', '-n', '-m']
  const namespace = { command: 'unshare', args: [...flags, 'sh', '-c', SET_UP, 'sh'] }
  try {
    execFileSync(namespace.command, [...namespace.args, '/dev/null', 'true'], { stdio: 'pipe' })
    return namespace
  } catch (error) {
    return { missing: `no network namespace can be made here: ${error instanceof Error ? error.message.trim() : 'unknown'}` }
  }
}
