import { STAFF } from '../pages'
import { expect, test } from '../test'
import { age, obstruct } from '../trouble'
import { call, organization, release, shows, site, unique, upload } from '../world'

test('what is stuck and then fails is seen by both sides, and staff repair it', async ({
  page,
  context,
  signIn,
  accessible,
}) => {
  test.slow()
  const org = await organization()
  const made = await site(org, unique('Unlucky'))
  await release(org, made, 'The first edition')
  const obstacle = obstruct(made.id)
  await upload(org, made, 'The second edition')

  await signIn(STAFF, STAFF.password)
  const row = page
    .getByRole('table', { name: 'Operations', exact: true })
    .getByRole('row')
    .filter({ hasText: made.name })
    .filter({ hasText: 'Put a release live' })
  age(made.name, 6)
  await page.goto('/staff/operations?status=STUCK')
  await expect(row.getByRole('button', { name: 'Repair' })).toBeVisible()
  // It has had its time and a few attempts: that was the last one.
  age(made.name, 31)
  await expect(async () => {
    await page.goto('/staff/operations?status=FAILED')
    await expect(row).toContainText('STALE_FENCE', { timeout: 1_000 })
  }).toPass()
  await expect(row).toContainText('Does not answer')
  await accessible()

  // Its owner reads the same, under the request by which support finds it.
  const { node } = await call<{ node: { operations: { nodes: { requestId: string }[] } } }>(
    'query ($id: ID!) { node(id: $id) { ... on Instance { operations(first: 1) { nodes { requestId } } } } }',
    { id: made.id },
    org.owner.token,
  )
  const request = node.operations.nodes[0]?.requestId ?? 'none'
  await expect(row).toContainText(request)
  await context.clearCookies()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances/${made.id}/operations`)
  const trouble = page.getByRole('region', { name: 'What went wrong' }).first()
  await expect(trouble).toContainText('STALE_FENCE')
  await expect(trouble).toContainText(request)
  await accessible()

  obstacle.clear()
  await context.clearCookies()
  await signIn(STAFF, STAFF.password)
  await page.goto('/staff/operations?status=FAILED')
  await row.getByRole('button', { name: 'Repair' }).click()
  await expect(page.getByText('It is being looked at.')).toBeVisible()
  await shows(made.url, 'The second edition')
  await page.goto(`/${org.slug}/instances/${made.id}`)
  await expect(page.getByRole('main').getByText('Live', { exact: true }).first()).toBeVisible()
})
