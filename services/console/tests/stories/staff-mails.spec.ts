import { STAFF } from '../pages'
import { expect, test } from '../test'
import { invitation, mail, organization, unique } from '../world'

/** Rows of a page, and a few more mails than that. */
const [SIZE, SENT] = [25, 28]

test('staff read all mails to a customer, and send one of the oldest again', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const guest = `${unique('guest')}@example.test`
  await invitation(org, 'DEVELOPER', guest)
  // It is there before the others: it is the oldest.
  const first = await mail(guest, '/invitations/accept')
  for (let time = 1; time < SENT; time += 1) await invitation(org)
  await signIn(STAFF, STAFF.password)
  const address = `/staff/organizations/${org.id}/mails`
  const rows = page.getByRole('table', { name: 'Mails', exact: true }).getByRole('rowheader')
  const sent = page.getByRole('row').filter({ hasText: guest })
  const pages = page.getByRole('navigation', { name: 'Pages', exact: true })
  await page.goto(`/staff/organizations/${org.id}`)
  await page.getByRole('link', { name: 'All mails', exact: true }).click()
  await page.waitForURL(`**${address}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Mails' })).toBeVisible()
  // A mail is written a moment after what it tells of.
  await expect(async () => {
    await page.goto(address)
    await page.getByRole('link', { name: 'Oldest first' }).click({ timeout: 1_000 })
    await page.waitForURL(`**${address}?sort=oldest`, { timeout: 5_000 })
    await expect(pages.getByRole('link', { name: 'Newer' })).toBeVisible({ timeout: 1_000 })
    await expect(rows).toHaveCount(SIZE)
    await expect(sent).toContainText('Sent', { timeout: 1_000 })
  }).toPass()
  await expect(sent.getByRole('cell', { name: '1', exact: true })).toBeVisible()
  await accessible()

  await sent.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => mail(guest, '/invitations/accept')).not.toBe(first)
  // What becomes of it is seen without a reload, on the same page of the list.
  await expect(sent.getByRole('cell', { name: '2', exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(sent).toContainText('Sent')

  await pages.getByRole('link', { name: 'Newer' }).click()
  await expect(rows).toHaveCount(SENT - SIZE)
  await expect(sent).toHaveCount(0)
  await page.getByRole('link', { name: 'Newest first' }).click()
  await page.waitForURL(`**${address}`)
  await expect(rows).toHaveCount(SIZE)
  await expect(sent).toHaveCount(0)
  await page.getByRole('main').getByRole('link', { name: org.name }).click()
  await page.waitForURL(`**/staff/organizations/${org.id}`)
})
