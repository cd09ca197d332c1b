import { expect, test } from '../test'

test('the kit shows states that other pages only come through', async ({ page, accessible }) => {
  await page.goto('/kit')
  await expect(page.getByText('Done.', { exact: true })).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing was saved.' })).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'A folder is above it' })).toHaveAttribute('data-over', 'true')
  const slow = page.getByRole('button', { name: 'Takes five seconds' })
  await slow.click()
  await expect(slow).toHaveAttribute('aria-disabled', 'true')
  await accessible()
})

test('a question of the kit closes when it is answered', async ({ page }) => {
  await page.goto('/kit')
  await page.getByRole('button', { name: 'Ask before', exact: true }).click()
  const question = page.getByRole('dialog', { name: 'Ask before' })
  await question.getByRole('button', { name: 'Ask before' }).click()
  await expect(question).toBeHidden()
})

for (const [name, role] of [
  ['dialog', 'dialog'],
  ['wide', 'dialog'],
  ['menu', 'menu'],
  ['finder', 'dialog'],
] as const) {
  test(`what floats in the kit is accessible when it is open: ${name}`, async ({ page, accessible }) => {
    await page.goto(`/kit?open=${name}`)
    await expect(page.getByRole(role)).toBeVisible()
    await accessible()
  })
}
