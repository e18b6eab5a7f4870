import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'

export interface TestBrowser extends AsyncDisposable {
  /** A page of this width whose faults and requests are recorded. */
  openPage(width: number): Promise<WatchedPage>
}

export interface WatchedPage {
  readonly page: Page
  /** Console errors and warnings, uncaught exceptions, and requests that failed. */
  readonly faults: readonly string[]
  /** The URL of every request, in order. */
  readonly requests: readonly string[]
}

// Debian's Chromium as root, and without connections of its own.
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts an installed Chromium with an empty profile. */
export async function openBrowser(executablePath: string): Promise<TestBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'mcp-registry-browser-'))
  // Crash reports and caches would otherwise go to the home directory, which may be read-only.
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS, env: { ...process.env, HOME: home } })
  return {
    async openPage(width) {
      const page = await browser.newPage({ viewport: { width, height: 844 } })
      const faults: string[] = []
      const requests: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
      })
      page.on('pageerror', (error) => void faults.push(String(error)))
      page.on('requestfailed', (request) => void faults.push(`${request.url()} failed`))
      page.on('request', (request) => void requests.push(request.url()))
      return { page, faults, requests }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
