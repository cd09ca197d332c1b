import { expect, test } from '../test'
import { mail, member, organization, PASSWORD, person } from '../world'

test('invite somebody, who joins by the link in the mail', async ({ page, browser, signIn, accessible, baseURL }) => {
  const org = await organization()
  const guest = await person('Alan Turing')
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members`)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByLabel('E-mail').fill(guest.email)
  await page.getByRole('radio', { name: /^Developer/ }).check()
  await page.getByRole('button', { name: 'Send invitation' }).click()
  const text = await mail(guest.email, '/invitations/accept')
  const [link] = /\/invitations\/accept\?token=[A-Za-z0-9_-]+/.exec(text) ?? []
  expect(link).toBeDefined()
  const theirs = await (await browser.newContext({ ...(baseURL && { baseURL }), locale: 'en-GB' })).newPage()
  await theirs.goto(link ?? '')
  // What it is for can be read before there is an account.
  await expect(
    theirs.getByText(`${org.owner.name} invited you to work with them in the organization ${org.name}`),
  ).toBeVisible()
  await expect(theirs.getByText('Your role: Developer.')).toBeVisible()
  await expect(theirs.getByText(guest.email)).toHaveCount(0)
  await accessible(theirs)
  await theirs.getByRole('link', { name: 'Log in' }).click()
  await theirs.getByLabel('E-mail').fill(guest.email)
  await theirs.getByLabel('Password').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Log in' }).click()
  await theirs.getByRole('button', { name: 'Join' }).click()
  await theirs.waitForURL(`**/${org.slug}`)
  // A developer is not offered what they may not do.
  await expect(theirs.getByRole('link', { name: 'Order', exact: true })).toHaveCount(0)
  await theirs.goto(link ?? '')
  await expect(theirs.getByText('This invitation was used already.')).toBeVisible()
  // The page behind an open dialog stays as it is.
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Alan Turing' })).toBeVisible()
  await theirs.context().close()
})

test('an invitation is for the person who was invited', async ({ page, signIn }) => {
  const org = await organization()
  const [guest, other] = [await person(), await person()]
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members`)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByLabel('E-mail').fill(guest.email)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  const [link] =
    /\/invitations\/accept\?token=[A-Za-z0-9_-]+/.exec(await mail(guest.email, '/invitations/accept')) ?? []
  await signIn(other)
  await page.goto(link ?? '')
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByText('was sent to another address')).toBeVisible()
})

test('an invitation that was taken back, and a link that never was one, say so and no more', async ({
  page,
  signIn,
}) => {
  const org = await organization()
  const guest = await person()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members`)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByLabel('E-mail').fill(guest.email)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  const [link = ''] =
    /\/invitations\/accept\?token=[A-Za-z0-9_-]+/.exec(await mail(guest.email, '/invitations/accept')) ?? []
  await page.reload()
  await page.getByRole('row').filter({ hasText: guest.email }).getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: /^Take/ }).click()
  await expect(page.getByRole('row').filter({ hasText: guest.email }).getByText('Taken back')).toBeVisible()
  await signIn(guest)
  await page.goto(link)
  await expect(page.getByText('This invitation was taken back.')).toBeVisible()
  await expect(page.getByText(org.name)).toHaveCount(0)
  await page.goto(link.slice(0, -1))
  await expect(page.getByRole('heading', { name: 'There is no such invitation' })).toBeVisible()
})

test('a member gets another role, and is removed', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const guest = await member(org, 'DEVELOPER', 'Alan Turing')
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members`)
  const row = page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: guest.email })
  await expect(row.getByRole('cell', { name: 'Developer', exact: true })).toBeVisible()
  await row.getByRole('button', { name: 'Change role' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('radio', { name: /^Developer/ })).toBeChecked()
  await accessible()
  await dialog.getByRole('radio', { name: /^Viewer/ }).check()
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(row.getByRole('cell', { name: 'Viewer', exact: true })).toBeVisible()
  await row.getByRole('button', { name: 'Remove' }).click()
  await expect(dialog).toContainText(guest.email)
  await dialog.getByRole('button', { name: 'Remove member' }).click()
  await expect(row).toHaveCount(0)
  await signIn(guest)
  await page.goto(`/${org.slug}`)
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('the last owner cannot leave, and reads why', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members`)
  await page.getByRole('button', { name: 'Leave' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Leave organization' }).click()
  await expect(dialog.getByRole('alert')).toContainText('An organization needs an owner.')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeVisible()
})
