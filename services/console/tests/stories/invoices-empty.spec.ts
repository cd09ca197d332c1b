import { expect, test } from '../test'
import { member, organization } from '../world'

test('where there are no invoices yet, only who may order is sent to the plans', async ({ page, signIn }) => {
  const org = await organization()
  const developer = await member(org, 'DEVELOPER')
  const order = page.getByRole('main').getByRole('link', { name: 'Order something' })
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByText('An invoice comes with your first order.')).toBeVisible()
  await expect(order).toHaveAttribute('href', `/${org.slug}/order`)
  await page.context().clearCookies()
  await signIn(developer)
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByText('An invoice comes with the first order of this organization.')).toBeVisible()
  await expect(order).toHaveCount(0)
})
