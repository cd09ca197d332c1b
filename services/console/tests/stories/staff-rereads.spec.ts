import { STAFF } from '../pages'
import { expect, test } from '../test'
import { ordered, organization } from '../world'

test('a page of the staff shows by itself what is new', async ({ page, signIn }) => {
  // The clock has to be ours before the page sets its timers; it goes on as clocks do.
  await page.clock.install()
  await signIn(STAFF, STAFF.password)
  await page.goto('/staff/orders')
  const orders = page.getByRole('table', { name: 'Orders', exact: true })
  await expect(page.getByRole('heading', { level: 1, name: 'Orders' })).toBeVisible()
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  const { invoice } = await ordered(await organization())
  await expect(async () => {
    await page.clock.fastForward(31_000)
    await expect(orders.getByRole('row').filter({ hasText: invoice })).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 40_000 })
  expect(loads).toBe(0)
})
