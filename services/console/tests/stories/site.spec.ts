import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../test'
import { organization, shows, site } from '../world'

/** An archive with one page in it. */
function archive(folder: string, text: string): string {
  const content = join(folder, 'content')
  mkdirSync(content, { recursive: true })
  writeFileSync(join(content, 'index.html'), `<!doctype html><title>site</title><h1>${text}</h1>`)
  const file = join(folder, `${text}.tar.gz`)
  execFileSync('tar', ['czf', file, '-C', content, '.'])
  return file
}

test('deploy an archive, deploy another, go back to the first', async ({ page, signIn }, info) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  const upload = async (text: string) => {
    await page.goto(`/${org.slug}/instances/${made.id}`)
    const chosen = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: /Choose an archive/ }).click()
    await (await chosen).setFiles(archive(info.outputDir, text))
    const start = page.getByRole('button', { name: /^Deploy/ })
    if (await start.count()) await start.first().click()
    await shows(made.url, text)
  }
  await upload('first')
  await upload('second')
  await page.goto(`/${org.slug}/instances/${made.id}/releases`)
  const first = page.getByRole('row').filter({ hasText: 'Earlier' })
  await first.getByRole('button', { name: /Roll back/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Roll back/ })
    .click()
  await shows(made.url, 'first')
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: /^.*Version 1/ })
      .getByText('Live'),
  ).toBeVisible()
})

test('what is no archive is refused in words, and the page stays', async ({ page, signIn }, info) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances/${made.id}`)
  mkdirSync(info.outputDir, { recursive: true })
  const file = join(info.outputDir, 'no-archive.zip')
  writeFileSync(file, 'this is no archive')
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /Choose an archive/ }).click()
  await (await chosen).setFiles(file)
  await expect(page.getByText('This is no archive that can be read')).toBeVisible()
})
