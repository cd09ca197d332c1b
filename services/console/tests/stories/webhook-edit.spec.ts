import { expect, test } from '../test'
import { call, member, organization, type Person, webhook } from '../world'

/** Somebody else gives a webhook another description. */
async function describeAs(by: Person, id: string, description: string): Promise<void> {
  await call(
    `mutation ($input: UpdateWebhookEndpointInput!) {
      updateWebhookEndpoint(input: $input) { userErrors { code } }
    }`,
    { input: { webhookEndpointId: id, description } },
    by.token,
  )
}

test('what two people change at once is not overwritten unseen', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const id = await webhook(org)
  const developer = await member(org, 'DEVELOPER')
  await signIn(org.owner)
  const path = `/${org.slug}/webhooks/${id}/edit`
  // Only who reads the stream has begun to look after what is typed.
  const streams = page.waitForResponse((response) => response.url().includes('/api/live') && page.url().endsWith(path))
  await page.goto(path)
  await streams
  const description = page.getByLabel('Description (optional)')
  await description.fill('Mine')
  await describeAs(developer, id, 'Theirs')
  await page.getByRole('button', { name: 'Save changes' }).click()
  const refused = page.getByRole('alert').filter({ hasText: 'Somebody changed this in the meantime.' })
  await expect(refused).toBeVisible()
  await expect(description).toHaveValue('Mine')
  await accessible()
  await page.goto(path)
  await expect(description).toHaveValue('Theirs')
  await description.fill('Both')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Both' })).toBeVisible()
})

test('a form into which nobody has typed follows what others change', async ({ page, signIn }) => {
  const org = await organization()
  const id = await webhook(org)
  const developer = await member(org, 'DEVELOPER')
  await signIn(org.owner)
  await page.goto(`/${org.slug}/webhooks/${id}`)
  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.waitForURL('**/edit')
  const description = page.getByLabel('Description (optional)')
  await expect(description).toHaveValue('')
  await describeAs(developer, id, 'Theirs')
  // Nothing tells this page of it; it is read again when the network is back.
  await expect(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await expect(description).toHaveValue('Theirs', { timeout: 1_000 })
  }).toPass()
  await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1:9999/other')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Theirs' })).toBeVisible()
  await expect(page.getByText('http://127.0.0.1:9999/other').first()).toBeVisible()
})
