interface Found {
  readonly file: string
  readonly line: number
  readonly name: string
}

type Ledger<Entry> = Readonly<Record<string, Readonly<Record<string, Entry>>>>

/**
 * The differences between the code and a ledger: unlisted findings, entries without a finding, and entries that quote code which no longer
 * exists.
 */
export function findDifferences<Entry>(
  ledger: Ledger<Entry>,
  found: readonly Found[],
  { ledgerFile, toQuote, getText }: LedgerOptions<Entry>,
): readonly string[] {
  const missing = found
    .filter(({ file, name }) => ledger[file]?.[name] === undefined)
    .map(({ file, line, name }) => `${file}:${line} is not listed. Add '${file}' → '${name}' to ${ledgerFile}.`)
  const listed = Object.entries(ledger).flatMap(([file, entries]) =>
    Object.entries(entries).map(([name, entry]) => ({ file, name, entry })),
  )
  const isFound = new Set(found.map(({ file, name }) => `${file} ${name}`))
  const stale = listed
    .filter(({ file, name }) => !isFound.has(`${file} ${name}`))
    .map(({ file, name }) => `${file} no longer has '${name}'. Remove it from ${ledgerFile}.`)
  const unproven = listed.flatMap(({ file, name, entry }) => {
    const quote = toQuote(entry)
    if (quote === undefined || getText(quote.file ?? file)?.includes(quote.code)) return []
    return [
      `${quote.file ?? file} no longer has "${quote.code}", which bounds or handles '${name}'. Correct it in ${ledgerFile}.`,
    ]
  })
  return [...missing, ...stale, ...unproven]
}

export interface LedgerOptions<Entry> {
  readonly ledgerFile: string
  /** The code on which an entry relies. */
  readonly toQuote: (entry: Entry) => { readonly file?: string; readonly code: string } | undefined
  readonly getText: (file: string) => string | undefined
}
