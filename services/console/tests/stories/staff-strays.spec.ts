import { STAFF } from '../pages'
import { expect, test } from '../test'
import { obstruct, standStill } from '../trouble'
import { call, eventually, organization, release, site, unique, visit } from '../world'

test('what should be gone and still runs is seen by staff, who have it looked at again', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  const made = await site(org, unique('Stray'))
  await release(org, made, 'Still here')
  const obstacle = obstruct(made.id)
  await signIn(STAFF, STAFF.password)
  await call(
    'mutation ($input: TerminateInstanceInput!) { terminateInstance(input: $input) { userErrors { code } } }',
    { input: { instanceId: made.id } },
    org.owner.token,
  )
  const row = (list: string) =>
    page.getByRole('table', { name: list, exact: true }).getByRole('row').filter({ hasText: made.id })
  const unpaid = row('Live and not paid')
  const title = page.getByRole('heading', { level: 2, name: 'Live and not paid' })
  // What is younger than a minute is on its way.
  await page.goto('/staff/orders?stray=LIVE_NOT_PAID')
  await expect(title).toBeVisible()
  await expect(unpaid).toHaveCount(0)

  standStill(made.name, 2)
  await page.goto('/staff')
  await page.getByRole('link', { name: /Live and not paid$/ }).click()
  await page.waitForURL('**/staff/orders?stray=LIVE_NOT_PAID')
  await expect(unpaid).toContainText('Being removed')
  await expect(unpaid.getByRole('link', { name: org.name })).toHaveAttribute('href', `/staff/organizations/${org.id}`)
  const tabs = page.getByRole('navigation', { name: 'Which orders' })
  await expect(tabs.getByRole('link', { name: /^Live and not paid \([1-9]/ })).toHaveAttribute('aria-current', 'page')
  await accessible()
  await page.getByRole('link', { name: 'Oldest first' }).click()
  await page.waitForURL('**/staff/orders?stray=LIVE_NOT_PAID&sort=oldest')
  await expect(unpaid).toContainText('Being removed')
  await page.getByRole('link', { name: 'Newest first' }).click()
  await page.waitForURL('**/staff/orders?stray=LIVE_NOT_PAID')
  await expect(unpaid).toContainText('Being removed')
  expect((await visit(made.url)).text).toContain('Still here')
  await tabs.getByRole('link', { name: /^Paid and not live \(/ }).click()
  await page.waitForURL('**/staff/orders?stray=PAID_NOT_LIVE')
  await expect(page.getByRole('heading', { level: 2, name: 'Paid and not live' })).toBeVisible()
  await expect(row('Paid and not live')).toHaveCount(0)

  // As long as something is in the way, a look changes nothing.
  await page.goto('/staff/orders?stray=LIVE_NOT_PAID')
  await unpaid.getByRole('button', { name: 'Repair' }).click()
  await expect(page.getByText('It is being looked at.').first()).toBeVisible()
  await expect(unpaid).toBeVisible()
  obstacle.clear()
  await expect(async () => {
    await page.goto('/staff/orders?stray=LIVE_NOT_PAID')
    await expect(title).toBeVisible({ timeout: 1_000 })
    await expect(unpaid).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  await eventually(async () => ((await visit(made.url)).text.includes('Still here') ? undefined : true))
})
