import { expect, test } from '../test'
import { call, choose, type Organization, ordered, organization, type Site, site, unique } from '../world'

type Prepared = { org: Organization; site: Site; open: string; endpoint: string }

/** An organization with something on every page. */
async function prepared(): Promise<Prepared> {
  const org = await organization()
  const made = await site(org)
  const { invoice: open } = await ordered(org, 'Second site')
  await call(
    'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }',
    { input: { organizationId: org.id, email: `${unique('guest')}@example.test`, role: 'DEVELOPER' } },
    org.owner.token,
  )
  const { createWebhookEndpoint } = await call<{ createWebhookEndpoint: { webhookEndpoint: { id: string } } }>(
    `mutation ($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) { webhookEndpoint { id } userErrors { code } }
    }`,
    { input: { organizationId: org.id, url: 'http://127.0.0.1:9999/hook', eventTypes: ['billing.*'] } },
    org.owner.token,
  )
  return { org, site: made, open, endpoint: createWebhookEndpoint.webhookEndpoint.id }
}

const GUEST = [
  '/log-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password?token=x',
  '/verify-email?token=x',
  '/no-such-page',
]

function pagesOf({ org, site, open, endpoint }: Prepared): string[] {
  const own = [
    '',
    '/instances',
    `/instances/${site.id}`,
    `/instances/${site.id}/releases`,
    `/instances/${site.id}/operations`,
    `/instances/${site.id}/events`,
    `/instances/${site.id}/danger`,
    '/order',
    '/invoices',
    `/invoices/${open}`,
    `/invoices/${site.invoice}`,
    `/orders/${open}`,
    `/orders/${site.invoice}`,
    '/members',
    '/webhooks',
    '/webhooks/new',
    `/webhooks/${endpoint}`,
    '/audit',
    '/settings',
  ]
  const personal = [
    '/account',
    '/account/sessions',
    '/account/notifications',
    '/notifications',
    '/organizations/new',
    '/kit',
  ]
  return [...own.map((path) => `/${org.slug}${path}`), ...personal]
}

const LOOKS = [
  { theme: 'light', width: 1280, height: 800 },
  { theme: 'dark', width: 360, height: 740 },
  { theme: 'dark', width: 1280, height: 800 },
  { theme: 'light', width: 360, height: 740 },
] as const

for (const { theme, width, height } of LOOKS) {
  test(`every page is accessible and fits: ${theme}, ${width} px`, async ({
    page,
    context,
    signIn,
    accessible,
    baseURL,
  }) => {
    test.setTimeout(240_000)
    const everything = await prepared()
    await choose(context, baseURL ?? '', { theme })
    await page.setViewportSize({ width, height })
    for (const path of GUEST) await look(path)
    await signIn(everything.org.owner)
    for (const path of pagesOf(everything)) await look(path)

    async function look(path: string): Promise<void> {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0)
      await accessible()
    }
  })
}

test('open menus and dialogs are accessible too', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.getByRole('button', { name: /^Account of/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await accessible()
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: /^Switch organization/ })
    .first()
    .click()
  await expect(page.getByRole('menu')).toBeVisible()
  await accessible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await accessible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await accessible()
})
