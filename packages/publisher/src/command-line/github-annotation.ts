import { toSafeLine } from './safe-text.js'

/** A message that GitHub shows beside a file of the repository, and in the summary of the run. */
export interface Annotation {
  readonly severity: 'error' | 'warning' | 'info'
  readonly title: string
  readonly message: string
  /** Relative to the root of the repository. */
  readonly file?: string
  /** From 1, as `column`. */
  readonly line?: number | undefined
  readonly column?: number | undefined
}

/** Whether the command runs in a GitHub Actions job. */
export function isGithubActions(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}

/** The workflow command for an annotation, on a single line. Source: "Workflow commands for GitHub Actions". */
export function toAnnotation({ severity, title, message, file, line, column }: Annotation): string {
  const command = severity === 'info' ? 'notice' : severity
  const properties = Object.entries({ file, line, col: column, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escape(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`],
  )
  return `::${command} ${properties.join(',')}::${escape(message)}`
}

/**
 * The text with a space in whatever GitHub would take for a workflow command: `::` at the start of a line, after any white space, and `##[`
 * anywhere. Strangers' texts, such as descriptions, would give commands to the job otherwise.
 */
export function withoutWorkflowCommands(text: string): string {
  return text.replaceAll(/^([^\S\r\n\u2028\u2029]*:)(?=:)/gm, '$1 ').replaceAll('##[', '# #[')
}

function escape(text: string): string {
  return toSafeLine(text).replaceAll('%', '%25')
}
