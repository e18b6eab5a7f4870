import { VARIABLES } from '@mcp-registry/server'

/** Replaces the table of settings in the operator documentation by the settings of the program. */
export function withSettings(markdown: string): string {
  const rows = Object.entries(VARIABLES).map(([name, about]) => `| \`${name}\` | ${about.replaceAll('|', '\\|')} |`)
  const table = ['| variable | meaning |', '| --- | --- |', ...rows].join('\n')
  return markdown.replace(
    /(<!-- settings -->\n).*(<!-- \/settings -->)/s,
    (_, start: string, end: string) => `${start}\n${table}\n\n${end}`,
  )
}
