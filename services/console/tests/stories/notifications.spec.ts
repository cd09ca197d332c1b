import { expect, test } from '../test'
import { eventually, ordered, organization, paid, unread } from '../world'

test('all that was seen is read at once', async ({ page, signIn }) => {
  const org = await organization()
  await paid(org, (await ordered(org)).invoice)
  const seen = await eventually(async () => {
    const ids = await unread(org.owner)
    return ids.length > 0 ? ids : undefined
  })
  await signIn(org.owner)
  await page.goto('/notifications')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await eventually(async () => {
    const left = await unread(org.owner)
    return seen.some((id) => left.includes(id)) ? undefined : true
  })
  await expect(page.getByRole('alert')).toHaveCount(0)
})
