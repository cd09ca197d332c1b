import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test as base, expect, type Page } from '@playwright/test'
import { PASSWORD, type Person } from './world'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

type Fixtures = {
  /** Signs somebody in through the page, as people do. */
  signIn: (person: { email: string }, password?: string) => Promise<void>
  /** No accessibility violation on this page as it is now. */
  accessible: (page?: Page) => Promise<void>
  /** What the console of the browser complained about; every test ends with none. */
  complaints: string[]
}

/** What a failed request prints by itself, where a test provokes one. */
const EXPECTED = /Failed to load resource: the server responded with a status of (401|403|404|503)/

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      watch(page, complaints)
      page.context().on('page', (other) => watch(other, complaints))
      await use(complaints)
      expect(complaints, 'errors in the browser, or violations of the policy').toEqual([])
    },
    { auto: true },
  ],
  signIn: async ({ page }, use) => {
    await use(async ({ email }: { email: string } | Person, password = PASSWORD) => {
      await page.goto('/log-in')
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.waitForURL((url) => url.pathname !== '/log-in' && url.pathname !== '/')
    })
  },
  accessible: async ({ page }, use) => {
    await use(async (which = page) => {
      const violations = await violationsOf(which)
      expect(violations, `axe on ${which.url()}`).toEqual([])
    })
  },
})

export { expect }

function watch(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`))
  page.on('request', (request) => {
    const { hostname } = new URL(request.url())
    if (!['localhost', ''].includes(hostname) && !hostname.endsWith('.localhost')) {
      complaints.push(`a third party was asked: ${request.url()}`)
    }
    if (request.url().includes('/api/policy-reports')) complaints.push(`${page.url()}: a report of the policy`)
  })
}

async function violationsOf(page: Page): Promise<string[]> {
  // The page's policy forbids script elements; the debugger's protocol is not bound by it.
  await page.evaluate(AXE)
  return page.evaluate(async (rules) => {
    const axe = (window as unknown as { axe: { run: (on: Document, how: object) => Promise<Result> } }).axe
    type Result = { violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[] }
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: rules } })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
    )
  }, RULES)
}
