// The parts of the web platform that browsers, workers and Node share; the "dom" library would promise much that Node lacks.

declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
}
