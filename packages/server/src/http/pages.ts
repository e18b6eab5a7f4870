import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { SecurityHeaders } from './security-headers.js'

const HTML = 'text/html; charset=utf-8'
const FILES = [
  { path: '/', file: 'home.html', type: HTML },
  { path: '/docs', file: 'docs.html', type: HTML },
  { path: '/static/docs.js', file: 'docs.js', type: 'text/javascript; charset=utf-8' },
  { path: '/static/site.css', file: 'site.css', type: 'text/css; charset=utf-8' },
] as const

/** Serves the home page and the API reference. Their scripts and style sheets are not loaded from other hosts. */
export async function addPages(app: FastifyInstance, publicUrl: string, security: SecurityHeaders): Promise<void> {
  for (const { path, file, type } of FILES) {
    const text = await readFile(new URL(`../../static/${file}`, import.meta.url), 'utf8')
    const page = type === HTML ? text.replaceAll('{{origin}}', new URL(publicUrl).href.replace(/\/$/, '')) : text
    app.get(
      path,
      { config: { access: 'public', cacheControl: 'public, max-age=300' }, schema: { hide: true } },
      async (_request, reply) => {
        reply.type(type).headers(security.pages)
        return page
      },
    )
  }
}
