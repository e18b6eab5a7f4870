import { findUnpublishedPort } from '../container-port.js'
import { findGoMajorVersionFault } from '../go-modules.js'
import type { JsonPath } from '../json/json-path.js'
import { findStrayArgument, isRunnableType } from '../runtime-arguments.js'
import { findStandInFault } from '../stand-ins.js'
import { asList, asText, ownField } from './json-access.js'
import type { LinterRule } from './linter-rule.js'
import { quote, shorten } from './quote.js'
import { toSampleUrl } from './url-template.js'

/** The linter rules for what clients run: it starts, but not what was meant. */
export const LAUNCH_RULES = {
  'stray-runtime-argument': {
    severity: 'warning',
    *find(server) {
      for (const { entry, path } of listPackages(server)) {
        const type = asText(ownField(entry, 'registryType')) ?? ''
        const identifier = asText(ownField(entry, 'identifier'))
        if (!isRunnableType(type) || identifier === undefined) continue
        const words = listRuntimeWords(entry)
        const stray =
          words[
            findStrayArgument(
              type,
              identifier,
              words.map(({ text }) => text),
            ) ?? -1
          ]
        if (stray !== undefined)
          yield [
            [...path, 'runtimeArguments', stray.index],
            `${quote(stray.text)} is positional and precedes the package, so the runner takes it for the package and does not run ${shorten(identifier)}. Move it to packageArguments.`,
          ]
      }
    },
  },
  'container-port-not-published': {
    severity: 'warning',
    *find(server) {
      for (const { entry, path } of listPackages(server)) {
        const transport = ownField(entry, 'transport')
        if (ownField(entry, 'registryType') !== 'oci' || ownField(transport, 'type') === 'stdio') continue
        const template = asText(ownField(transport, 'url')) ?? ''
        const url = toSampleUrl(template)
        const binding =
          url &&
          findUnpublishedPort(
            url,
            listRuntimeWords(entry).map(({ text }) => text),
          )
        if (binding === undefined) continue
        const remedy = template.includes('{') ? '' : `, with the value ${quote(binding)}`
        yield [
          [...path, 'transport', 'url'],
          `No runtime argument publishes the port of the container, so clients that start it as described cannot reach this URL. Add the runtime argument "-p"${remedy}.`,
        ]
      }
    },
  },
  'go-major-version-not-in-path': {
    severity: 'warning',
    *find(server) {
      for (const { entry, path } of listPackages(server)) {
        if (ownField(entry, 'registryType') !== 'go') continue
        const identifier = asText(ownField(entry, 'identifier')) ?? ''
        const fault = findGoMajorVersionFault(identifier, asText(ownField(entry, 'version')) ?? '')
        if (fault !== undefined) yield [[...path, 'identifier'], fault]
      }
    },
  },
  'value-not-literal': {
    severity: 'warning',
    *find(_, inputs) {
      for (const { input, path } of inputs)
        for (const field of ['value', 'default'] as const) {
          const text = asText(ownField(input, field))
          const fault = text && findStandInFault(text)
          if (fault) yield [[...path, field], `${quote(text)} ${fault}. Remove it, so that clients prompt for the value.`]
        }
    },
  },
} as const satisfies Record<string, LinterRule>

function listPackages(server: unknown): readonly { readonly entry: unknown; readonly path: JsonPath }[] {
  return asList(ownField(server, 'packages')).map((entry, index) => ({ entry, path: ['packages', index] }))
}

interface RuntimeWord {
  readonly text: string
  /** The index of its runtime argument. */
  readonly index: number
}

/** The runtime arguments as the words of a command line. */
function listRuntimeWords(entry: unknown): readonly RuntimeWord[] {
  return asList(ownField(entry, 'runtimeArguments')).flatMap((argument, index) => {
    const value = asText(ownField(argument, 'value')) ?? asText(ownField(argument, 'default'))
    const words =
      ownField(argument, 'type') === 'named'
        ? [asText(ownField(argument, 'name')), value]
        : [value ?? asText(ownField(argument, 'valueHint'))]
    return words.flatMap((text) => (text ? [{ text, index }] : []))
  })
}
