// The web platform APIs that browsers, workers and Node share. The "dom" library would also declare many that Node lacks.

declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly pathname: string
}
