import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { call, ordered, organization, PASSWORD, shows, site, unique } from '../world'

/** Goes to something by the tab key alone, as who has no pointer does. */
async function reach(page: Page, role: string, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 120; stops += 1) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    const here = page.getByRole(role as 'button', { name }).and(focused)
    if ((await here.count()) > 0) return
  }
  throw new Error(`${role} ${name} is not reached by the keyboard on ${page.url()}`)
}

async function press(page: Page, role: string, name: RegExp): Promise<void> {
  await reach(page, role, name)
  await page.keyboard.press('Enter')
}

/** Types into a field, as often as it takes for a page that has just come to leave the focus there. */
async function type(page: Page, name: RegExp, text: string): Promise<void> {
  await expect(async () => {
    await reach(page, 'textbox', name)
    await page.keyboard.press('Control+a')
    await page.keyboard.type(text)
    await expect(page.locator(':focus')).toHaveValue(text, { timeout: 1_000 })
  }).toPass()
}

/** E-mail and password, and the Enter key. A field for a password has no role of its own: it comes after the other. */
async function sendCredentials(page: Page, email: string): Promise<void> {
  await type(page, /^E-mail/, email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
}

/** Goes somewhere by `g` and a key, as soon as the page hears keys. */
async function go(page: Page, key: string, there: RegExp): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page).toHaveURL(there, { timeout: 2_000 })
  }).toPass()
}

/** Logs in without a pointer. */
async function logIn(page: Page, email: string): Promise<void> {
  await sendCredentials(page, email)
  await page.waitForURL((url) => url.pathname !== '/log-in' && url.pathname !== '/')
}

/** Opens a site's page from the list of sites. */
async function openSite(page: Page, name: string): Promise<void> {
  await go(page, 's', /\/instances$/)
  await press(page, 'link', new RegExp(`^${name}$`))
  await page.waitForURL('**/instances/ins_*')
}

/** Puts an archive of one page live. The file itself is chosen in the system's own dialog. */
async function deploy(page: Page, folder: string, version: number): Promise<void> {
  const chosen = page.waitForEvent('filechooser')
  await reach(page, 'button', /Choose an archive/)
  await page.keyboard.press('Space')
  await (await chosen).setFiles(archive(folder, `version-${version}`))
  await expect(page.getByText(`Version ${version} is uploaded and goes live now.`)).toBeVisible()
}

function archive(folder: string, text: string): string {
  const content = join(folder, 'content')
  mkdirSync(content, { recursive: true })
  writeFileSync(join(content, 'index.html'), `<!doctype html><title>site</title><h1>${text}</h1>`)
  const file = join(folder, `${text}.tar.gz`)
  execFileSync('tar', ['czf', file, '-C', content, '.'])
  return file
}

test.describe('the ten main jobs by keyboard alone', () => {
  test('1 to 4: sign up, order, pay, log out and in', async ({ page }) => {
    const email = `${unique('keys')}@example.test`
    await page.goto('/sign-up')
    await type(page, /^Your name/, 'Grace Hopper')
    await sendCredentials(page, email)
    await page.waitForURL('**/organizations/new')
    await type(page, /^Name$/, unique('Keys'))
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => !url.pathname.startsWith('/organizations'))
    await go(page, 'n', /\/order$/)
    await press(page, 'link', /Choose Starter/)
    await page.waitForURL('**/order/price_*')
    await type(page, /^Name$/, 'Keys')
    await page.keyboard.press('Enter')
    await page.waitForURL('**name=Keys**')
    await press(page, 'button', /Place order/)
    await page.waitForURL('**/orders/inv_*')
    await expect(page.getByLabel('Card')).toBeVisible()
    await press(page, 'button', /^Pay/)
    await expect(page.getByRole('link', { name: /localhost/ }).first()).toBeVisible({ timeout: 30_000 })
    await press(page, 'button', /^Account of/)
    await expect(page.getByRole('menu')).toBeVisible()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/log-in')
    await logIn(page, email)
    await expect(page).toHaveURL(/\/keys-/)
  })

  test('5 and 6: deploy, deploy again, roll back', async ({ page }, info) => {
    const org = await organization()
    const made = await site(org, 'Orchard')
    await page.goto('/log-in')
    await logIn(page, org.owner.email)
    await openSite(page, 'Orchard')
    await deploy(page, info.outputDir, 1)
    await shows(made.url, 'version-1')
    await deploy(page, info.outputDir, 2)
    await shows(made.url, 'version-2')
    await press(page, 'link', /^Releases$/)
    await page.waitForURL('**/releases')
    await expect(page.getByRole('button', { name: 'Roll back to this' })).toBeVisible()
    await press(page, 'button', /^Roll back to this/)
    await expect(page.getByRole('dialog')).toBeVisible()
    await press(page, 'button', /^Roll back to this/)
    await shows(made.url, 'version-1')
  })

  test('7 and 8: invite somebody, have events posted to a webhook', async ({ page }) => {
    const org = await organization()
    await page.goto('/log-in')
    await logIn(page, org.owner.email)
    await go(page, 'm', /\/members$/)
    await press(page, 'button', /^Invite somebody/)
    await expect(page.getByRole('dialog')).toBeVisible()
    const email = `${unique('keys')}@example.test`
    await type(page, /^E-mail/, email)
    await page.keyboard.press('Enter')
    await expect(page.getByText(`The invitation is on its way to ${email}.`)).toBeVisible()
    await press(page, 'button', /^Done$/)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await go(page, 'w', /\/webhooks$/)
    await press(page, 'link', /^Add webhook/)
    await page.waitForURL('**/webhooks/new')
    await type(page, /^URL/, 'http://127.0.0.1:9999/hook')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/whsec_/)).toBeVisible()
    await press(page, 'link', /^I have kept it/)
    await page.waitForURL('**/webhooks/whe_*')
  })

  test('9: switch to another organization, and go anywhere by the palette', async ({ page }) => {
    const first = await organization()
    const second = unique('Meadow')
    const { createOrganization } = await call<{ createOrganization: { organization: { slug: string } } }>(
      `mutation ($input: CreateOrganizationInput!) {
        createOrganization(input: $input) { organization { slug } userErrors { code } }
      }`,
      { input: { name: second } },
      first.owner.token,
    )
    await page.goto('/log-in')
    await logIn(page, first.owner.email)
    const here = new URL(page.url()).pathname === `/${first.slug}`
    const there = here ? { name: second, slug: createOrganization.organization.slug } : first
    await press(page, 'button', /^Switch organization/)
    await expect(page.getByRole('menu')).toBeVisible()
    await expect(async () => {
      await page.keyboard.press('ArrowDown')
      await expect(page.getByRole('menuitem', { name: there.name, exact: true })).toBeFocused({ timeout: 200 })
    }).toPass()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/${there.slug}`)
    await expect(async () => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await page.keyboard.type('memb')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/${there.slug}/members`)
  })

  test('10: terminate a site, which asks for its name', async ({ page }) => {
    const org = await organization()
    await site(org, 'Doomed')
    await page.goto('/log-in')
    await logIn(page, org.owner.email)
    await openSite(page, 'Doomed')
    await press(page, 'link', /^Danger zone$/)
    await page.waitForURL('**/danger')
    await type(page, /^Name of the site/, 'Doomed')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/Being removed|Terminated/).first()).toBeVisible()
  })
})

test('an invoice that waits is found and paid by keyboard alone', async ({ page }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await page.goto('/log-in')
  await logIn(page, org.owner.email)
  await go(page, 'i', /\/invoices$/)
  await press(page, 'link', new RegExp(invoice))
  await page.waitForURL(`**/invoices/${invoice}`)
  await press(page, 'button', /^Pay/)
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
})

test('keys are dead where one types', async ({ page }) => {
  const org = await organization()
  await page.goto('/log-in')
  await logIn(page, org.owner.email)
  await go(page, ',', /\/settings$/)
  await reach(page, 'textbox', /^Name$/)
  await page.keyboard.type('g i?')
  await expect(page).toHaveURL(/settings/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('keys without Ctrl can be turned off, and on again', async ({ page, accessible }) => {
  const org = await organization()
  await page.goto('/log-in')
  await logIn(page, org.owner.email)
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  const work = help.getByRole('checkbox', { name: 'Keys without Ctrl work' })
  await expect(async () => {
    await page.keyboard.press('?')
    await expect(help).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(work).toBeChecked()
  await accessible()
  await reach(page, 'checkbox', /^Keys without Ctrl work/)
  await page.keyboard.press('Space')
  await expect(work).not.toBeChecked()
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  // The palette comes all the same, and by it the way back.
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  await page.keyboard.type('keyb')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(work).not.toBeChecked()
  await expect(page).not.toHaveURL(/invoices/)
  await reach(page, 'checkbox', /^Keys without Ctrl work/)
  await page.keyboard.press('Space')
  await expect(work).toBeChecked()
  await page.keyboard.press('Escape')
  await go(page, 'i', /\/invoices$/)
})

test('a tip stays under the pointer, no table cuts it, and Escape puts it away', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  await site(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances`)
  const word = page.getByRole('row').last().locator('time')
  const tip = page.getByRole('tooltip')
  await expect(async () => {
    await page.mouse.move(0, 0)
    await word.hover()
    await expect(tip).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await tip.hover()
  await expect(tip).toBeVisible()
  const seen = await tip.evaluate((tip) => {
    const { left, right, top, bottom } = tip.getBoundingClientRect()
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]
    const edges = [
      [x, top + 2],
      [x, bottom - 2],
      [left + 2, y],
      [right - 2, y],
    ] as const
    return edges.every(([x, y]) => tip.contains(document.elementFromPoint(x, y)))
  })
  expect(seen).toBe(true)
  await accessible()
  await page.keyboard.press('Escape')
  await expect(tip).toBeHidden()
  await page.mouse.move(0, 0)
  for (let stops = 0; stops < 120 && (await tip.count()) === 0; stops += 1) await page.keyboard.press('Tab')
  await expect(tip).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tip).toBeHidden()
})
