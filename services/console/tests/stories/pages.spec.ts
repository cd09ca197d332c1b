import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { OVERLAYS } from '../../app/kit/overlay'
import { PAGES, READERS, type Shown, STAFF, shown, signedInAs } from '../pages'
import { expect, test } from '../test'
import { choose } from '../world'

const APP = join(import.meta.dirname, '../../app')

const LOOKS = [
  { theme: 'light', width: 1280, height: 800 },
  { theme: 'dark', width: 360, height: 740 },
  { theme: 'dark', width: 1280, height: 800 },
  { theme: 'light', width: 360, height: 740 },
] as const

/** The narrowest screen on which nothing has to be scrolled sideways (WCAG 1.4.10). */
const NARROWEST = 320

test('no page goes without being looked at', () => {
  const files = globSync('**/page.tsx', { cwd: APP })
  // What returns no markup leads on to another page.
  const pages = files.filter((file) => /return \(?\s*</.test(readFileSync(join(APP, file), 'utf8')))
  // A folder in parentheses is no part of an address.
  const routes = pages.map((file) => `/${file}`.replace(/\/\([^/]+\)/g, '').replace(/\/page\.tsx$/, ''))
  expect(routes.toSorted()).toEqual(Object.keys(PAGES).toSorted())
})

for (const { theme, width, height } of LOOKS) {
  test(`every page is accessible and fits: ${theme}, ${width} px`, async ({
    page,
    context,
    signIn,
    accessible,
    baseURL,
  }) => {
    test.setTimeout(360_000)
    const everything = await shown()
    await choose(context, baseURL ?? '', { theme })
    await page.setViewportSize({ width, height })
    await look('/no-such-page')
    for (const reader of READERS) {
      const person = signedInAs(reader, everything)
      if (person) await signIn(...person)
      const pages = Object.values(PAGES).filter((page) => page.reader === reader)
      for (const path of pages.flatMap(({ at }) => at(everything))) await look(path)
    }

    async function look(path: string): Promise<void> {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
      if (path !== '/no-such-page') await expect(page.getByText('There is nothing here'), path).toHaveCount(0)
      await accessible()
      for (const at of width < 400 ? [width, NARROWEST] : [width]) {
        await page.setViewportSize({ width: at, height })
        expect(await overflow(page), `${path} is wider than ${at} px`).toBeLessThanOrEqual(0)
      }
      await page.setViewportSize({ width, height })
    }
  })
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** What asks before it does something, and where. */
const DIALOGS: { at: (shown: Shown) => string; opened: string[] }[] = [
  { at: () => '/members', opened: ['Invite somebody', 'Take back', 'Change role', 'Remove', 'Leave'] },
  { at: ({ site }) => `/instances/${site.id}/releases`, opened: ['Roll back to this'] },
  { at: ({ open }) => `/invoices/${open}`, opened: ['Give this order up'] },
  { at: ({ endpoint }) => `/webhooks/${endpoint}`, opened: ['Send failed ones again', 'New secret', 'Delete'] },
]

for (const { theme, width, height } of LOOKS) {
  test(`open menus and dialogs are accessible too: ${theme}, ${width} px`, async ({
    page,
    context,
    signIn,
    accessible,
    baseURL,
  }) => {
    const everything = await shown()
    const { org } = everything
    await choose(context, baseURL ?? '', { theme })
    await page.setViewportSize({ width, height })
    await signIn(org.owner)
    await page.getByRole('button', { name: /^Account of/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await accessible()
    await page.keyboard.press('Escape')
    if (width < 400) await page.getByText('Menu', { exact: true }).click()
    await page.getByRole('button', { name: /^Switch organization/ }).click()
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
    for (const { at, opened } of DIALOGS) await look(`/${org.slug}${at(everything)}`, opened)
    for (const name of OVERLAYS) {
      await page.goto(`/kit?open=${name}`)
      await expect(page.getByRole(name === 'menu' ? 'menu' : 'dialog')).toBeVisible()
      await accessible()
    }
    await signIn(STAFF, STAFF.password)
    await look(`/staff/dead-letters/${everything.letter}`, ['Give it up'])

    async function look(path: string, opened: readonly string[]): Promise<void> {
      await page.goto(path)
      for (const name of opened) {
        await page.getByRole('button', { name, exact: true }).first().click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await accessible()
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
    }
  })
}
