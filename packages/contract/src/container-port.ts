import { isLoopbackHost } from './validation/web-url.js'

const PUBLISHING = /^(?:-[ditq]*[pP]|--publish(?:-all)?(?:=|$))/
/** Networks on which a container has no ports of its own to publish. */
const WITHOUT_PORTS = /^(?:host$|none$|container:)/

/**
 * The port that must be published for a container to be reachable at the URL of its transport, as the value of `--publish`, such as
 * `127.0.0.1:3000:3000`. Undefined if the URL is not local, or if the runtime arguments publish ports or use the network of the host.
 */
export function findUnpublishedPort(url: URL, words: readonly string[]): string | undefined {
  const { protocol, hostname, port } = url
  if (!isLoopbackHost(hostname)) return undefined
  if (words.some((word) => PUBLISHING.test(word)) || words.some((_, index) => WITHOUT_PORTS.test(findNetwork(words, index))))
    return undefined
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  return `${hostname.startsWith('[') ? '[::1]' : '127.0.0.1'}:${number}:${number}`
}

/** The network that the option at this index selects; empty if it is another option. */
function findNetwork(words: readonly string[], index: number): string {
  const [, joined] = /^--net(?:work)?(?:=(.*))?$/s.exec(words[index] ?? '') ?? ['', '']
  return joined ?? words[index + 1] ?? ''
}
