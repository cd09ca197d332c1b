import { expect, test } from '../test'
import { organization, site } from '../world'

/** From seeds/auth.toml. */
const STAFF = { email: 'sam@staff.test', password: 'demo-sam-staff-1' }

test('staff find a customer by anything, see everything, and change nothing', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const made = await site(org)
  await signIn(STAFF, STAFF.password)
  for (const text of [org.name, org.slug, org.id, org.owner.email, made.id, made.invoice]) {
    await page.goto(`/staff/search?q=${encodeURIComponent(text)}`)
    await expect(page.getByRole('main').getByRole('link').first(), text).toBeVisible()
    await expect(page.getByText('Nothing found'), text).toHaveCount(0)
  }
  await page.goto(`/staff/organizations/${org.id}`)
  await expect(page.getByRole('heading', { level: 1, name: org.name })).toBeVisible()
  await expect(page.getByText(org.owner.email).first()).toBeVisible()
  await accessible()
  // The customer's own pages, which say whose eyes these are.
  await page.goto(`/${org.slug}/instances/${made.id}`)
  await expect(page.getByText('You read this organization as staff')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose an archive' })).toHaveCount(0)
  await page.goto(`/${org.slug}/members`)
  await expect(page.getByRole('button', { name: 'Invite somebody' })).toHaveCount(0)
})

test('every page of the staff is accessible and fits', async ({ page, signIn, accessible }) => {
  await site(await organization())
  await signIn(STAFF, STAFF.password)
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of ['', '/search?q=garden', '/orders', '/operations', '/capacity', '/dead-letters']) {
      await page.goto(`/staff${path}`)
      await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, `${path} is wider than ${width} px`).toBeLessThanOrEqual(0)
      await accessible()
    }
  }
})

test('who is no staff does not even learn that there are such pages', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  for (const path of ['/staff', '/staff/capacity', `/staff/organizations/${org.id}`]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  }
})
