import type { Page } from '@playwright/test'
import { STAFF } from '../pages'
import { expect, test } from '../test'
import { call, eventually, invitation, mail, organization, unique } from '../world'

/** The token of somebody of the staff. */
async function staffToken(): Promise<string> {
  const { logIn } = await call<{ logIn: { tokens: { accessToken: string } } }>(
    'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }',
    { input: STAFF },
  )
  return logIn.tokens.accessToken
}

/** What the addresses in the first column of a table end with, from the top. */
async function listed(page: Page, table: string): Promise<string[]> {
  const links = page.getByRole('table', { name: table, exact: true }).getByRole('rowheader').getByRole('link')
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  return addresses.map((address) => address.split('/').at(-1) ?? '')
}

test('staff find a mail by its id, and send it again', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const guest = `${unique('guest')}@example.test`
  await invitation(org, 'DEVELOPER', guest)
  const first = await mail(guest, '/invitations/accept')
  const token = await staffToken()
  const sent = await eventually(async () => {
    const { staff } = await call<{ staff: { mails: { nodes: { id: string; address: string; state: string }[] } } }>(
      'query ($org: ID!) { staff { mails(organizationId: $org, first: 10) { nodes { id address state } } } }',
      { org: org.id },
      token,
    )
    return staff.mails.nodes.find(({ address, state }) => address === guest && state === 'SENT')?.id
  })
  await signIn(STAFF, STAFF.password)
  // An id alone, as somebody pastes it.
  await page.goto(`/find/${sent}`)
  await page.waitForURL(`**/staff/search?q=${sent}`)
  const byId = page.getByRole('region', { name: 'Found by its id' })
  await expect(byId.getByText(sent, { exact: true }).first()).toBeVisible()
  await expect(byId.getByRole('link', { name: org.name })).toHaveAttribute('href', `/staff/organizations/${org.id}`)
  const row = byId.getByRole('row').filter({ hasText: guest })
  await expect(row).toContainText('Sent')
  await accessible()
  await row.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => mail(guest, '/invitations/accept')).not.toBe(first)

  // To who is no staff there is no such mail.
  await page.context().clearCookies()
  await signIn(org.owner)
  await page.goto(`/find/${sent}`)
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('customers and dead letters are read from either end', async ({ page, signIn, accessible }) => {
  await organization()
  await organization()
  await signIn(STAFF, STAFF.password)
  // Ids of organizations are in the order in which they were made, and letters are counted.
  for (const [address, table, byAge] of [
    ['/staff/search', 'All customers', (one: string, other: string) => (one < other ? -1 : 1)],
    [
      '/staff/dead-letters?service=PROVISIONING',
      'Dead letters',
      (one: string, other: string) => Number(one) - Number(other),
    ],
  ] as const) {
    await page.goto(address)
    await expect.poll(async () => (await listed(page, table)).length, address).toBeGreaterThan(0)
    const newest = await listed(page, table)
    expect(newest, address).toEqual(newest.toSorted(byAge).toReversed())
    await page.getByRole('link', { name: 'Oldest first' }).click()
    await page.waitForURL(`**${address}${address.includes('?') ? '&' : '?'}sort=oldest`)
    await expect(page.getByRole('link', { name: 'Oldest first' })).toHaveAttribute('aria-current', 'true')
    const oldest = await listed(page, table)
    expect(oldest.length, address).toBeGreaterThan(0)
    expect(oldest, address).toEqual(oldest.toSorted(byAge))
    await accessible()
    await page.reload()
    await expect(page.getByRole('link', { name: 'Oldest first' })).toHaveAttribute('aria-current', 'true')
  }
})
