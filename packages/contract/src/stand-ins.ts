const SHELL_VARIABLE = /\$\{[A-Za-z_]\w*\}|\$(?:HOME|USER|PWD)\b|%(?:APPDATA|HOMEPATH|LOCALAPPDATA|USERNAME|USERPROFILE)%/

/** The variable of a shell in a text, such as `${HOME}`, which nothing expands when a server is started without a shell. */
export function findShellVariable(text: string): string | undefined {
  return SHELL_VARIABLE.exec(text)?.[0]
}

const PLACEHOLDERS: readonly RegExp[] = [
  // <your-token>
  /<[A-Za-z][^<>]*>/,
  // YOUR_API_KEY, your-domain.example.com, /home/YourName; not a sentence with the word in it
  /(?:^|[^A-Za-z])(?:[Yy]our(?:[-_]|(?=[A-Z]))|YOUR(?![a-z]))|^your\s/,
  // API_TOKEN_HERE
  /[_-]here$/i,
  // /path/to/file
  /(?:^|[/\\])path[/\\]to[/\\]/i,
  /^(?:change[ _-]?me|replace[ _-]?me|replace[ _-]with[ _-].*|todo|tbd|x{3,}|\*{3,}|\.{3,})$/i,
]

/** Whether a text stands for a value that every user has to replace, such as `YOUR_API_TOKEN_HERE` or `<your token>`. */
export function isPlaceholderText(text: string): boolean {
  // Names in braces are references to variables.
  return !/\{[^{}]+\}/.test(text) && PLACEHOLDERS.some((form) => form.test(text))
}

/** The reason why a fixed value or default cannot be meant literally; undefined if it can. A clause that continues "The value". */
export function findStandInFault(text: string): string | undefined {
  const variable = findShellVariable(text)
  if (variable !== undefined) return `contains ${variable}, which is passed as it is: servers are started without a shell`
  return isPlaceholderText(text) ? 'looks like a placeholder' : undefined
}
