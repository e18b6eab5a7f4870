import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

export interface SecurityHeaders {
  /** The headers of every response. */
  readonly answers: Readonly<Record<string, string>>
  /** The headers of HTML pages, which load scripts and styles. */
  readonly pages: Readonly<Record<string, string>>
}

/** Computes the headers once for all responses: computing them takes as long as serving a cached read. */
export function toSecurityHeaders({ isSecure }: { readonly isSecure: boolean }): SecurityHeaders {
  return {
    // The other headers of Helmet apply to pages, or repeat browser defaults. Any site may read the API.
    answers: render({
      hsts: isSecure,
      frameguard: false,
      crossOriginResourcePolicy: false,
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
      referrerPolicy: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    }),
    // Pages load all resources from this origin, except server icons, which may be on any host.
    pages: render({
      hsts: isSecure,
      frameguard: { action: 'deny' },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'https:', 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
    }),
  }
}

function render(options: NonNullable<Parameters<typeof helmet>[0]>): Record<string, string> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  helmet(options)(request, response, () => {})
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]))
}
