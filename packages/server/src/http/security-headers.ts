import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

export interface SecurityHeaders {
  /** What every answer tells browsers not to do. */
  readonly answers: Readonly<Record<string, string>>
  /** The same for pages, which do more than answers. */
  readonly pages: Readonly<Record<string, string>>
}

/** Made once: they are the same for all answers, and making them takes as long as finding one. */
export function toSecurityHeaders({ isSecure }: { readonly isSecure: boolean }): SecurityHeaders {
  return {
    // Of the rest, all is about pages, or has browsers do what they do anyway: any site may read the registry.
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
    // Everything a page of ours needs comes from here; documents of publishers may name icons elsewhere.
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
