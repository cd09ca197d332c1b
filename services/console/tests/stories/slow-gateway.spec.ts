import { type SlowGateway, slowGateway, type Trouble } from '../slow-gateway'
import { expect, test } from '../test'
import { call, type Organization, organization } from '../world'

let slow: SlowGateway

test.beforeEach(async () => {
  slow = await slowGateway()
})

test.afterEach(() => slow.close())

type Endpoint = { url: string; description: string; eventTypes: string[] }

/** The webhooks that there are. */
async function endpoints(org: Organization): Promise<Endpoint[]> {
  const { organization } = await call<{ organization: { webhookEndpoints: { nodes: Endpoint[] } } }>(
    `query ($org: String!) {
      organization(slug: $org) { webhookEndpoints(first: 10) { nodes { url description eventTypes } } }
    }`,
    { org: org.slug },
    org.owner.token,
  )
  return organization.webhookEndpoints.nodes
}

const LATE = 'This took too long. It may have happened all the same: look before you try again.'
const AWAY = 'A part of HostingCo does not answer right now. Nothing was lost; try again in a moment.'

/** `done`: how many webhooks there are when nobody has tried again. */
const TROUBLES: { how: Trouble; says: string; done: number }[] = [
  { how: 'unheard', says: LATE, done: 0 },
  { how: 'unanswered', says: LATE, done: 1 },
  { how: 'halved', says: AWAY, done: 1 },
]

for (const { how, says, done } of TROUBLES) {
  test(`a write that is ${how} says so, keeps what was typed, and is done once when it is tried again`, async ({
    page,
    signIn,
    accessible,
  }) => {
    const org = await organization()
    const wanted = {
      url: 'http://127.0.0.1:9999/slow',
      description: 'Bookkeeping',
      eventTypes: ['billing.invoice.paid.v1', 'billing.order.placed.v1'],
    }
    await signIn(org.owner)
    slow.trouble('CreateWebhookEndpoint', how)
    await page.goto(`${slow.url}/${org.slug}/webhooks/new`)
    const url = page.getByLabel('URL', { exact: true })
    const description = page.getByLabel('Description (optional)', { exact: true })
    const some = page.getByRole('radio', { name: /^Only these/ })
    const box = (type: string) => page.getByRole('checkbox', { name: type })
    await url.fill(wanted.url)
    await description.fill(wanted.description)
    await some.check()
    for (const type of wanted.eventTypes) await box(type).check()
    const create = page.getByRole('button', { name: 'Create webhook' })
    await create.click()
    const problem = page.getByRole('alert').filter({ hasText: says })
    await expect(problem).toContainText(/Request [0-9a-f-]{36}/)
    await expect(problem).toBeFocused()
    await expect(url).toHaveValue(wanted.url)
    await expect(description).toHaveValue(wanted.description)
    await expect(some).toBeChecked()
    for (const type of wanted.eventTypes) await expect(box(type)).toBeChecked()
    await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(wanted.eventTypes.length)
    await accessible()
    expect(await endpoints(org)).toHaveLength(done)

    slow.comeBack()
    await create.click()
    await expect(page.getByText(/^whsec_/)).toBeVisible()
    await expect(problem).toHaveCount(0)
    const [made, ...others] = await endpoints(org)
    expect(made).toMatchObject({ url: wanted.url, description: wanted.description })
    expect(made?.eventTypes.toSorted()).toEqual(wanted.eventTypes)
    expect(others).toEqual([])
  })
}

test('a new organization whose answer is lost is one organization, and the way there', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  slow.trouble('CreateOrganization', 'unanswered')
  await page.goto(`${slow.url}/organizations/new`)
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Second Garden')
  const create = page.getByRole('button', { name: 'Create organization' })
  await create.click()
  await expect(page.getByRole('alert').filter({ hasText: LATE })).toBeVisible()
  await expect(name).toHaveValue('Second Garden')
  slow.comeBack()
  await create.click()
  await expect(page.getByRole('heading', { level: 1, name: 'Second Garden' })).toBeVisible()
  const { viewer } = await call<{ viewer: { organizations: { nodes: { name: string }[] } } }>(
    'query { viewer { organizations(first: 10) { nodes { name } } } }',
    {},
    org.owner.token,
  )
  expect(viewer.organizations.nodes.map(({ name }) => name).toSorted()).toEqual([org.name, 'Second Garden'].toSorted())
})
