import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { call, eventually, member, organization, type Person, person, unique } from '../world'

function listOf(page: Page) {
  return page.getByRole('list', { name: 'Events', exact: true })
}

async function show(page: Page, who: string): Promise<void> {
  await page.getByLabel('Who', { exact: true }).fill(who)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.waitForURL((url) => url.searchParams.get('actor') === who)
}

test('who did it is found by a name, and a name of nobody lists nothing', async ({ page, signIn, accessible }) => {
  const org = await organization(unique('Garden'), await person(unique('Grace')))
  const guest = await member(org, 'DEVELOPER', unique('Ada'))
  const { viewer } = await call<{ viewer: { user: { id: string } } }>(
    'query { viewer { user { id } } }',
    {},
    guest.token,
  )
  // What happens is recorded a moment later.
  await eventually(async () => {
    const { organization } = await call<{ organization: { theirs: { nodes: unknown[] }; all: { nodes: unknown[] } } }>(
      `query ($org: String!, $actor: String!) {
        organization(slug: $org) {
          theirs: auditEvents(filter: { actor: $actor }, first: 1) { nodes { id } }
          all: auditEvents(filter: { type: "accounts.organization.created" }, first: 1) { nodes { id } }
        }
      }`,
      { org: org.slug, actor: viewer.user.id },
      org.owner.token,
    )
    return organization.theirs.nodes[0] && organization.all.nodes[0]
  })
  await signIn(org.owner)
  await page.goto(`/${org.slug}/audit`)
  const [list, who] = [listOf(page), page.getByLabel('Who', { exact: true })]
  const by = ({ name }: Person) => list.getByText(`by ${name}`, { exact: true })
  await expect(by(guest).first()).toBeVisible()
  await expect(by(org.owner).first()).toBeVisible()

  await show(page, guest.name.toUpperCase())
  await expect(by(org.owner)).toHaveCount(0)
  await expect(by(guest).first()).toBeVisible()
  await expect(who).toHaveValue(guest.name.toUpperCase())
  await expect(who).not.toHaveAttribute('aria-invalid')

  await show(page, 'Nobody at all')
  await expect(page.getByText('No member is called so, or several are.')).toBeVisible()
  await expect(who).toHaveAttribute('aria-invalid', 'true')
  await expect(who).toHaveValue('Nobody at all')
  await expect(page.getByText('Nothing was looked for')).toBeVisible()
  await expect(list).toHaveCount(0)
  await accessible()
  await page.getByRole('link', { name: 'Show everything' }).first().click()
  await expect(by(org.owner).first()).toBeVisible()
})

test('a last day before the first one is told, and lists nothing', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/audit?from=2026-11-21&to=2026-11-20`)
  const to = page.getByLabel('To', { exact: true })
  await expect(to).toHaveAttribute('aria-invalid', 'true')
  await expect(to).toHaveValue('2026-11-20')
  await expect(page.getByLabel('From', { exact: true })).not.toHaveAttribute('aria-invalid')
  await expect(page.getByText('There is no such day, or it is before the first one.')).toBeVisible()
  await expect(page.getByText('Nothing was looked for')).toBeVisible()
  await expect(listOf(page)).toHaveCount(0)
  await accessible()
})
