import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { choose, ordered, organization, paid } from '../world'

/** How light the page's text or the surface beneath it is: 0 is black, 1 is white. */
function lightness(page: Page, of: 'color' | 'backgroundColor'): Promise<number> {
  return page.evaluate((of) => {
    // Colours come in spaces of all kinds; a brush makes red, green and blue of them.
    const brush = document.createElement('canvas').getContext('2d')
    if (!brush) throw new Error('there is no canvas')
    brush.fillStyle = getComputedStyle(document.documentElement)[of]
    brush.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data
    return (red + green + blue) / (3 * 255)
  }, of)
}

for (const theme of ['light', 'dark']) {
  test(`an invoice is printed dark on light, without what is no paper’s business: ${theme}`, async ({
    page,
    context,
    signIn,
    accessible,
    baseURL,
  }) => {
    const org = await organization()
    const { invoice } = await ordered(org)
    await paid(org, invoice)
    await choose(context, baseURL ?? '', { theme })
    await signIn(org.owner)
    await page.goto(`/${org.slug}/invoices/${invoice}`)
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    await page.evaluate(() => Object.assign(window, { print: () => Object.assign(window, { printed: true }) }))
    await page.getByRole('button', { name: 'Print', exact: true }).click()
    expect(await page.evaluate(() => 'printed' in window)).toBe(true)

    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
    await expect(page.getByRole('banner')).toBeHidden()
    await expect(page.getByRole('region', { name: 'Bill to' })).toContainText(org.name)
    const seller = page.getByRole('region', { name: 'Sold by' })
    for (const said of ['HostingCo', '10115 Berlin', 'Tax number DE000000000']) await expect(seller).toContainText(said)
    await expect(page.getByRole('table', { name: 'Lines' })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Payment', exact: true })).toBeHidden()
    expect(await lightness(page, 'color')).toBeLessThan(0.3)
    expect(await lightness(page, 'backgroundColor')).toBeGreaterThan(0.9)
    await accessible()
  })
}
