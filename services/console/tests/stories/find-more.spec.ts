import { STAFF } from '../pages'
import { expect, test } from '../test'
import { call, invitation, member, organization, release, site, unique } from '../world'

test('staff find whose a payment, a release, a membership and an invitation are', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  const made = await site(org)
  const live = await release(org, made, 'found by staff')
  const developer = await member(org, 'DEVELOPER', unique('Alan'))
  const guest = `${unique('guest')}@example.test`
  await invitation(org, 'BILLING', guest)
  const { invoice, own } = await call<{
    invoice: { number: string; payments: { id: string }[] }
    own: {
      members: { nodes: { id: string; user: { email: string } }[] }
      invitations: { nodes: { id: string; email: string }[] }
    }
  }>(
    `query ($org: String!, $invoice: ID!) {
      invoice: node(id: $invoice) { ... on Invoice { number payments { id } } }
      own: organization(slug: $org) {
        members(first: 10) { nodes { id user { email } } }
        invitations(first: 10) { nodes { id email } }
      }
    }`,
    { org: org.slug, invoice: made.invoice },
    org.owner.token,
  )
  const membership = own.members.nodes.find(({ user }) => user.email === developer.email)?.id
  const invited = own.invitations.nodes.find(({ email }) => email === guest)?.id
  const here = `/${org.slug}`
  await signIn(STAFF, STAFF.password)
  const byId = page.getByRole('region', { name: 'Found by its id' })
  const search = async (id: string | undefined): Promise<void> => {
    await page.goto(`/staff/search?q=${id}`)
    await expect(byId.getByText(id ?? 'nothing', { exact: true })).toBeVisible()
  }

  await search(invoice.payments[0]?.id)
  await expect(byId.getByRole('link', { name: invoice.number })).toHaveAttribute(
    'href',
    `${here}/invoices/${made.invoice}`,
  )
  await expect(byId.getByRole('link', { name: org.name })).toHaveAttribute('href', `/staff/organizations/${org.id}`)
  await accessible()

  await search(live)
  await expect(byId.getByRole('link', { name: org.name })).toBeVisible()
  await byId.getByRole('link', { name: made.name, exact: true }).click()
  await page.waitForURL(`**${here}/instances/${made.id}/releases`)

  await search(invited)
  await expect(byId.getByRole('link', { name: guest })).toBeVisible()
  await expect(byId.getByRole('link', { name: org.name })).toHaveAttribute('href', `/staff/organizations/${org.id}`)

  await search(membership)
  await expect(byId.getByRole('link', { name: org.name })).toHaveAttribute('href', `/staff/organizations/${org.id}`)
  await byId.getByRole('link', { name: developer.name }).click()
  const people = page.getByRole('table', { name: 'People' }).getByRole('row').filter({ hasText: developer.email })
  await expect(people.getByRole('link', { name: org.name })).toBeVisible()
})
