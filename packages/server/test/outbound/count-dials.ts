import { createHook } from 'node:async_hooks'

/** Runs something and counts the connections that this process begins meanwhile, by TCP or TLS, to wherever. */
export async function countDials(run: () => Promise<unknown>): Promise<number> {
  let dials = 0
  // Node makes one of these for every address that it dials.
  const hook = createHook({ init: (_id, type) => void (type === 'TCPCONNECTWRAP' && (dials += 1)) }).enable()
  try {
    await run()
  } finally {
    hook.disable()
  }
  return dials
}
