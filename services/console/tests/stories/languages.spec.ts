import { expect, test } from '../test'
import { call, choose, type Organization, organization, price } from '../world'

const READERS = [
  { locale: 'en-GB', day: '21 Nov 2026', amount: '€1,234.50' },
  { locale: 'en-US', day: 'Nov 21, 2026', amount: '€1,234.50' },
  { locale: 'de-DE', day: '21.11.2026', amount: '1.234,50 €' },
  { locale: 'de-AT', day: '21.11.2026', amount: '€ 1.234,50' },
]

for (const { locale, day, amount } of READERS) {
  test(`dates and money are written as readers of ${locale} write them`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ ...(baseURL && { baseURL }), locale })
    const page = await context.newPage()
    await page.goto('/kit')
    await expect(page.getByText(day, { exact: true })).toBeVisible()
    await expect(page.getByText(amount, { exact: true }).first()).toBeVisible()
    await context.close()
  })
}

/** An organization whose owner's account speaks German. */
async function germanOrganization(): Promise<Organization> {
  const org = await organization()
  await call(
    'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code } } }',
    { input: { language: 'de' } },
    org.owner.token,
  )
  return org
}

test('after log-in a browser that was told no language speaks the account’s', async ({ page, signIn }) => {
  const org = await germanOrganization()
  await signIn(org.owner)
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.goto('/account')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
})

test('a browser that was told a language keeps it', async ({ page, context, signIn, baseURL }) => {
  const org = await germanOrganization()
  await choose(context, baseURL ?? '', { language: 'en' })
  await signIn(org.owner)
  await page.goto('/account')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('why a price is what it is, is said in the reader’s language', async ({ page, signIn }) => {
  const org = await germanOrganization()
  await signIn(org.owner)
  const id = await price('site-starter')
  await page.goto(`/${org.slug}/order/${id}?name=Garten&coupon=WELCOME10`)
  await page.getByText('Warum dieser Preis?').click()
  await expect(page.getByText('pro Monat, berechnet für den ganzen ersten Zeitraum')).toContainText(id)
  await expect(page.getByText('Der Gutschein WELCOME10 senkt den Betrag der Bestellung um')).toBeVisible()
  await expect(page.getByText('einmal für die Bestellung gerundet')).toBeVisible()
})
