import { expect, test } from '../test'
import { call, eventually, organization, release, site } from '../world'

test('the record says whether it is as it was written, and what one keeps to be sure later', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  // What happens is recorded a moment later.
  await eventually(async () => {
    const { organization } = await call<{ organization: { auditEvents: { nodes: unknown[] } } }>(
      'query ($org: String!) { organization(slug: $org) { auditEvents(first: 1) { nodes { id } } } }',
      { org: org.slug },
      org.owner.token,
    )
    return organization.auditEvents.nodes[0]
  })
  await signIn(org.owner)
  await page.goto(`/${org.slug}/audit`)
  await expect(page.getByText('Nothing was changed', { exact: true })).toHaveCount(0)
  await page.getByRole('link', { name: 'Check now' }).click()
  await expect(page.getByText('Nothing was changed', { exact: true })).toBeVisible()
  await expect(page.getByText(/exactly as (it was|they were) written/)).toBeVisible()
  const heads = page.getByRole('table', { name: 'The end of the chain' })
  await expect(heads.getByText(/^[0-9a-f]{64}$/).first()).toBeVisible()
  await accessible()
  // The address keeps the question, and what was asked for beside it.
  await expect(page.getByRole('link', { name: 'Check again' })).toHaveAttribute('href', /verify=1/)
  await page.getByLabel('What', { exact: true }).fill('provisioning.*')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByText('Nothing fits these filters')).toBeVisible()
  await page.getByRole('link', { name: 'Check now' }).click()
  await expect(page.getByText('Nothing was changed', { exact: true })).toBeVisible()
  await expect(page.getByLabel('What', { exact: true })).toHaveValue('provisioning.*')
})

test('the events of a site are those of its operations and releases too', async ({ page, signIn }) => {
  const org = await organization()
  const made = await site(org)
  const live = await release(org, made, 'told')
  await signIn(org.owner)
  const address = `/${org.slug}/instances/${made.id}/events`
  const events = page.getByRole('list', { name: 'Events', exact: true })
  // What happens is recorded a moment later.
  await expect(async () => {
    await page.goto(address)
    await expect(events.getByText('A release went live').first()).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(events.getByText(live, { exact: true }).first()).toBeAttached()
  await page.goto(`${address}?sort=oldest`)
  await expect(events.getByText('The site was made')).toBeVisible()
  await expect(events.getByText('Work was asked for').first()).toBeVisible()
})
