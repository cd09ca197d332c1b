import { defineConfig } from '@playwright/test'

const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** Stories in the system's Chromium, against the services that `cargo xtask console test` starts. */
export default defineConfig({
  testDir: 'tests/stories',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: process.env.CONSOLE_URL ?? 'http://localhost:3000',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM },
  },
})
