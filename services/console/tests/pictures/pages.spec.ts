import { join } from 'node:path'
import { test } from '../test'
import { choose, ordered, organization, paid, price, release, site } from '../world'

/** From seeds/auth.toml. */
const STAFF = { email: 'sam@staff.test', password: 'demo-sam-staff-1' }

const FOLDER = join(import.meta.dirname, '../../../../docs/pictures')

test('the pictures of the documentation', async ({ page, context, signIn, baseURL }) => {
  test.setTimeout(180_000)
  await page.setViewportSize({ width: 1280, height: 800 })
  const org = await organization('Lighthouse Books')
  const shop = await site(org, 'Shop')
  await site(org, 'Blog')
  await release(org, shop, 'first')
  await release(org, shop, 'second')
  const { invoice } = await ordered(org, 'Newsletter')
  const done = await ordered(org, 'Events')
  await paid(org, done.invoice)
  await signIn(org.owner)
  const picture = async (name: string, path: string) => {
    await page.goto(path)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  }
  await picture('overview', `/${org.slug}`)
  await picture('timeline', `/${org.slug}/orders/${done.invoice}`)
  await picture('site', `/${org.slug}/instances/${shop.id}`)
  await picture('order', `/${org.slug}/order/${await price('site-starter')}?name=Winter+sale&coupon=WELCOME10`)
  await picture('invoice', `/${org.slug}/invoices/${invoice}`)
  await choose(context, baseURL ?? '', { theme: 'dark' })
  await picture('overview-dark', `/${org.slug}`)
  await choose(context, baseURL ?? '', { theme: 'light' })
  await signIn(STAFF, STAFF.password)
  await picture('staff', '/staff')
  await picture('staff-customer', `/staff/organizations/${org.id}`)
})
