import { defineConfig } from '@playwright/test'

export const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** Stories in the system's Chromium, against the services that `cargo xtask console test` starts. */
export default defineConfig({
  // Kinds of stories that are no tests: what is measured, and pictures for the documentation.
  testDir: `tests/${process.env.HC_BROWSER_KIND || 'stories'}`,
  outputDir: 'test-results',
  // Conditions are awaited: long limits cost nothing where all is well, and a busy machine is not a fault.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  workers: process.env.HC_BROWSER_KIND ? 1 : 2,
  fullyParallel: true,
  // In CI what fails once and not again is reported as flaky: to be mended, but no reason to hold up a change.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: process.env.CONSOLE_URL ?? 'http://localhost:3000',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    // A recorder in every page that a test opens, by whatever way: what is measured would be the recorder too.
    trace: process.env.HC_BROWSER_KIND ? 'off' : 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM },
  },
})
