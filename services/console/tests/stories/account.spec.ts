import { expect, test } from '../test'
import { mail, organization, PASSWORD, person, unique } from '../world'

test('a forgotten password is set anew by the link in the mail, and ends every session', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  const other = await page.context().browser()?.newContext({ locale: 'en-GB' })
  const theirs = await other?.newPage()
  if (!theirs) throw new Error('no browser')
  await theirs.goto(new URL('/forgot-password', page.url()).href)
  await theirs.getByLabel('E-mail').fill(org.owner.email)
  await theirs.getByRole('button', { name: 'Send link' }).click()
  await expect(theirs.getByText('on its way')).toBeVisible()
  const [link] = /\/reset-password\?token=[A-Za-z0-9_-]+/.exec(await mail(org.owner.email, '/reset-password')) ?? []
  await theirs.goto(new URL(link ?? '', page.url()).href)
  await theirs.getByLabel('New password').fill('a much better password')
  await theirs.getByLabel('The same again').fill('a much better password')
  await theirs.getByRole('button', { name: 'Set password' }).click()
  await expect(theirs.getByText('Your password is changed')).toBeVisible()
  await other?.close()
  // The first browser is out.
  await expect(async () => {
    await page.goto(`/${org.slug}`)
    await expect(page).toHaveURL(/log-in/, { timeout: 1_000 })
  }).toPass({ timeout: 15_000 })
  await signIn(org.owner, 'a much better password')
})

test('a session that is ended elsewhere leads to the log-in page and back', async ({
  page,
  browser,
  signIn,
  baseURL,
}) => {
  const org = await organization()
  const other = await (await browser.newContext({ ...(baseURL && { baseURL }), locale: 'en-GB' })).newPage()
  await other.goto('/log-in')
  await other.getByLabel('E-mail').fill(org.owner.email)
  await other.getByLabel('Password').fill(PASSWORD)
  await other.getByRole('button', { name: 'Log in' }).click()
  await other.waitForURL(`**/${org.slug}`)
  await signIn(org.owner)
  await page.goto('/account/sessions')
  await page.getByRole('button', { name: /End/ }).first().click()
  const confirm = page.getByRole('dialog').getByRole('button', { name: /End/ })
  if (await confirm.count()) await confirm.click()
  await expect(async () => {
    await other.goto(`/${org.slug}/invoices`)
    await expect(other).toHaveURL(/log-in\?next=/, { timeout: 1_000 })
  }).toPass({ timeout: 15_000 })
  await other.context().close()
})

test('an address is confirmed by pressing, not by opening', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  const [link] = /\/verify-email\?token=[A-Za-z0-9_-]+/.exec(await mail(org.owner.email, '/verify-email')) ?? []
  await page.goto(link ?? '')
  await page.goto('/account')
  await expect(page.getByText(/not confirmed|not verified/i).first()).toBeVisible()
  await page.goto(link ?? '')
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await expect(page.getByText('Your address is confirmed')).toBeVisible()
})

test('the console speaks German to who reads German', async ({ browser, baseURL }) => {
  const page = await (await browser.newContext({ ...(baseURL && { baseURL }), locale: 'de-DE' })).newPage()
  await page.goto('/log-in')
  await expect(page.getByRole('button', { name: 'Anmelden' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  const { email } = await person()
  await page.getByLabel('E-Mail').fill(email)
  await page.getByLabel('Passwort').fill('falsch')
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await expect(page.getByText('Passwort ist falsch')).toBeVisible()
  await page.context().close()
})

test('who changes their name and language is called so, and spoken to so', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto('/account')
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace')
  await page.getByLabel('Language').selectOption('de')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Konto' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Konto von Ada Lovelace' })).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Ada Lovelace')
  await expect(page.locator('html')).toHaveAttribute('lang', /^de/)
  await accessible()
})

test('what one does not want to hear of stays switched off', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto('/account/notifications')
  const mailed = page.getByRole('checkbox', { name: 'Mail: Orders, invoices and payments' })
  const told = page.getByRole('checkbox', { name: 'In the console: Orders, invoices and payments' })
  await expect(mailed).toBeChecked()
  await mailed.uncheck()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await expect(mailed).not.toBeChecked()
  await expect(told).toBeChecked()
  // Nobody gets into an account unseen.
  await expect(page.getByRole('checkbox', { name: 'Mail: Security of your account' })).toBeDisabled()
})

test('from one organization to another, and only to one’s own', async ({ page, signIn }) => {
  const [first, others] = [await organization(), await organization()]
  const second = await organization(unique('Harbour'), first.owner)
  await signIn(first.owner)
  await page.goto(`/${first.slug}`)
  await page.getByRole('button', { name: `Switch organization, now ${first.name}` }).click()
  await expect(page.getByRole('menuitem')).toHaveCount(3)
  await expect(page.getByRole('menuitem', { name: others.name })).toHaveCount(0)
  await page.getByRole('menuitem', { name: second.name }).click()
  await page.waitForURL(`**/${second.slug}`)
  await expect(page.getByRole('button', { name: `Switch organization, now ${second.name}` })).toBeVisible()
})
