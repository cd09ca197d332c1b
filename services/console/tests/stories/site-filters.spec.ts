import { expect, test } from '../test'
import { call, eventually, organization, release, site } from '../world'

test('work on a site is found by what it was for and how it ended', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const made = await site(org)
  await release(org, made, 'The first edition')
  // What visitors see already is recorded as done a moment later.
  await eventually(async () => {
    const { node } = await call<{ node: { operations: { nodes: { id: string }[] } } }>(
      `query ($id: ID!) {
        node(id: $id) { ... on Instance { operations(statuses: [SUCCEEDED], first: 10) { nodes { id } } } }
      }`,
      { id: made.id },
      org.owner.token,
    )
    return node.operations.nodes.length === 2 ? true : undefined
  })
  await signIn(org.owner)
  const address = `/${org.slug}/instances/${made.id}/operations`
  const [making, deployed] = ['Make the site', 'Put a release live']
  const found = page.getByRole('list', { name: 'Operations', exact: true }).getByRole('heading')
  const states = page.getByRole('navigation', { name: 'State', exact: true })
  const kinds = page.getByRole('navigation', { name: 'Kind of work' })
  await page.goto(address)
  await expect(found).toHaveText([deployed, making])
  await kinds.getByRole('link', { name: making }).click()
  await page.waitForURL(`**${address}?kind=provision`)
  await expect(found).toHaveText([making])
  await expect(kinds.getByRole('link', { name: making })).toHaveAttribute('aria-current', 'true')
  await accessible()
  await states.getByRole('link', { name: 'Failed' }).click()
  await page.waitForURL(`**${address}?kind=provision&status=FAILED`)
  await expect(page.getByText('No operations like this')).toBeVisible()
  await accessible()
  await page.getByRole('link', { name: 'See all operations' }).click()
  await page.waitForURL(`**${address}`)
  await expect(found).toHaveText([deployed, making])

  // Sorted, and filtered then: both stay, also when it is read anew.
  await page.getByRole('link', { name: 'Oldest first' }).click()
  await page.waitForURL(`**${address}?sort=oldest`)
  await states.getByRole('link', { name: 'Done' }).click()
  await page.waitForURL(`**${address}?sort=oldest&status=SUCCEEDED`)
  await expect(found).toHaveText([making, deployed])
  await page.reload()
  await expect(found).toHaveText([making, deployed])
  await page.goto(`${address}?status=nonsense&kind=nonsense&after=nonsense`)
  await expect(found).toHaveText([deployed, making])
})

test('releases are found by whether visitors see them', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const made = await site(org)
  for (const text of ['The first edition', 'The second edition']) await release(org, made, text)
  await eventually(async () => {
    const { node } = await call<{ node: { releases: { nodes: { version: number }[] } } }>(
      `query ($id: ID!) {
        node(id: $id) { ... on Instance { releases(statuses: [SUPERSEDED], first: 10) { nodes { version } } } }
      }`,
      { id: made.id },
      org.owner.token,
    )
    return node.releases.nodes.length === 1 ? true : undefined
  })
  await signIn(org.owner)
  const address = `/${org.slug}/instances/${made.id}/releases`
  const rows = page.getByRole('table', { name: 'Releases', exact: true }).getByRole('rowheader')
  const states = page.getByRole('navigation', { name: 'State', exact: true })
  await page.goto(address)
  await expect(rows).toContainText(['Version 2', 'Version 1'])
  await states.getByRole('link', { name: 'Earlier' }).click()
  await page.waitForURL(`**${address}?status=SUPERSEDED`)
  await expect(rows).toContainText(['Version 1'])
  await expect(page.getByRole('button', { name: 'Roll back to this' })).toBeVisible()
  await states.getByRole('link', { name: 'Live', exact: true }).click()
  await page.waitForURL(`**${address}?status=LIVE`)
  await expect(rows).toContainText(['Version 2'])
  await states.getByRole('link', { name: 'Failed' }).click()
  await page.waitForURL(`**${address}?status=FAILED`)
  await expect(page.getByText('No releases in this state')).toBeVisible()
  await accessible()
  await page.getByRole('link', { name: 'See all releases' }).click()
  await expect(rows).toContainText(['Version 2', 'Version 1'])
})
