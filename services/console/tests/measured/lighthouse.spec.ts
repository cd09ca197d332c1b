import { chromium } from '@playwright/test'
import lighthouse, { desktopConfig } from 'lighthouse'
import { expect, test } from '../test'
import { ordered, organization, PASSWORD, site } from '../world'

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const
const LEAST = 95
const PORT = 9_333

for (const device of ['desktop', 'mobile'] as const) {
  test(`Lighthouse on the main pages, ${device}`, async ({ baseURL }) => {
    test.setTimeout(400_000)
    const org = await organization()
    const made = await site(org)
    const { invoice } = await ordered(org, 'Second')
    const args = [`--remote-debugging-port=${PORT}`, '--no-sandbox', '--disable-gpu', '--disable-background-networking']
    const browser = await chromium.launchPersistentContext('', {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args,
    })
    try {
      const page = await browser.newPage()
      await page.goto(`${baseURL}/log-in`)
      await page.getByLabel('E-mail').fill(org.owner.email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.waitForURL(`**/${org.slug}`)
      await page.close()
      const own = ['', '/instances', `/instances/${made.id}`, '/order', '/invoices', `/invoices/${invoice}`, '/members']
      for (const path of ['/log-in', ...own.map((path) => `/${org.slug}${path}`)]) {
        const flags = { port: PORT, disableStorageReset: true, onlyCategories: [...CATEGORIES] }
        const result = await lighthouse(`${baseURL}${path}`, flags, device === 'desktop' ? desktopConfig : undefined)
        const scores = CATEGORIES.map((name) => Math.round((result?.lhr.categories[name]?.score ?? 0) * 100))
        console.log(
          `${device} ${path.replace(org.slug, '…')}: ${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(', ')}`,
        )
        const failed = Object.values(result?.lhr.audits ?? {}).filter(({ score }) => score !== null && score < 0.9)
        console.log(`  below 90: ${failed.map(({ id }) => id).join(', ')}`)
        expect.soft(Math.min(...scores), path).toBeGreaterThanOrEqual(LEAST)
      }
    } finally {
      await browser.close()
    }
  })
}
