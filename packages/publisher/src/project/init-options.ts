/** The options of `init` that describe the server. */
export interface InitOptions {
  readonly name: string | undefined
  readonly title: string | undefined
  readonly description: string | undefined
  readonly serverVersion: string | undefined
  readonly repository: string | undefined
  readonly package: readonly string[]
  readonly program: string | undefined
  readonly remote: string | undefined
}
