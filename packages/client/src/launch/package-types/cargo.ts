import { plain } from '../text.js'
import type { PackageType } from './package-type.js'

/** Cargo installs programs but does not run them: the command is the installed binary, which has the name of the crate. */
export const cargo: PackageType = {
  runner: 'cargo',
  runners: ['cargo'],
  toProgram: ({ identifier }) => identifier,
  identifier: /^[a-z][\w-]*$/i,
  compose({ entry, runtime, args, baseUrl }) {
    const version = entry.version === undefined ? [] : ['--version', entry.version]
    const index = baseUrl === undefined ? [] : ['--index', baseUrl]
    return {
      command: entry.identifier,
      args,
      install: {
        command: 'cargo',
        args: [plain('install'), ...runtime, ...[entry.identifier, ...version, ...index].map(plain)],
      },
    }
  },
}
