import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { organization, PASSWORD, site } from '../world'

const GATEWAY = process.env.GATEWAY_URL ?? 'http://localhost:3003'

/** From seeds/auth.toml. */
const DEMO = { email: 'ada@demo.test', password: 'demo-ada-1' }

/** Opens the address that `cargo xtask dev` prints, which says who signs in. */
async function open(page: Page, { email, password }: typeof DEMO): Promise<void> {
  await page.goto(`${GATEWAY}/graphiql#${new URLSearchParams({ email, password })}`)
  await expect(page.getByText(`signed in as ${email}`)).toBeVisible()
  await expect(page).toHaveURL(`${GATEWAY}/graphiql`)
}

/** Runs every example that only reads, and answers how many there were. */
async function readAll(page: Page): Promise<number> {
  const examples = page.getByRole('combobox')
  const status = page.getByRole('status')
  const answer = page.getByRole('region', { name: 'Answer' })
  let read = 0
  for (const name of await examples.locator('option').allTextContents()) {
    await examples.selectOption({ label: name })
    const query = await page.getByRole('textbox', { name: 'Operation', exact: true }).inputValue()
    if (query.startsWith('mutation')) continue
    read += 1
    await page.getByRole('button', { name: 'Run' }).click()
    if (query.startsWith('subscription')) {
      await expect(status, name).toHaveText(/^listening/)
      await page.getByRole('button', { name: 'Stop' }).click()
      await expect(status, name).toHaveText(/^closed/)
      await expect(answer, name).not.toContainText('"errors"')
      continue
    }
    await expect(status, name).toHaveText(/^200 /)
    const { data, errors } = JSON.parse((await answer.textContent()) ?? '')
    expect(errors, name).toBeUndefined()
    expect(data, name).toBeTruthy()
  }
  return read
}

test('every example of GraphiQL that reads runs for the demo user, without an id copied by hand', async ({ page }) => {
  await open(page, DEMO)
  expect(await readAll(page)).toBeGreaterThanOrEqual(10)
})

test('every example of GraphiQL that reads runs for who has a site', async ({ page }) => {
  const org = await organization()
  const made = await site(org)
  await open(page, { email: org.owner.email, password: PASSWORD })
  await readAll(page)
  await page.getByRole('combobox').selectOption({ label: 'Terminate an instance' })
  await expect(page.getByRole('textbox', { name: 'Variables (JSON)' })).toHaveValue(new RegExp(made.id))
})
