import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../test'
import { call, organization, shows, site } from '../world'

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

test('an archive that is dropped goes live', async ({ page, signIn }, info) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  // The stream begins when the page has started: what is dropped before, nobody hears.
  const started = page.waitForResponse(/\/api\/live/)
  await page.goto(`/${org.slug}/instances/${made.id}`)
  await started
  const content = readFileSync(archive(info.outputDir, 'dropped')).toString('base64')
  const dataTransfer = await page.evaluateHandle((content) => {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], 'site.tar.gz'))
    return data
  }, content)
  await page.getByRole('region', { name: /^Drop/ }).dispatchEvent('drop', { dataTransfer })
  await shows(made.url, 'dropped')
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

/** A file of so many bytes that takes no room on the disk. */
function large(folder: string, name: string, bytes: number): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, '')
  truncateSync(file, bytes)
  return file
}

test('what is beyond a limit is said by name before anything is sent', async ({ page, signIn, accessible }, info) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/graphql')) sent.push(request.url())
  })
  await page.goto(`/${org.slug}/instances/${made.id}`)
  await expect(page.getByText('At most 5,000 files with 1 GB together')).toBeVisible()
  const choose = async (button: RegExp, path: string) => {
    const chosen = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: button }).click()
    await (await chosen).setFiles(path)
  }

  const said = page.getByRole('alert').filter({ hasText: 'The release was not deployed' })
  await choose(/Choose an archive/, large(info.outputDir, 'holidays.zip', 600_000_000))
  await expect(said).toContainText('The archive holidays.zip has 600 MB. An archive may have 536.9 MB at most.')
  await accessible()
  await page.getByRole('button', { name: 'Choose something else' }).click()

  const folder = join(info.outputDir, 'site')
  large(folder, 'index.html', 10)
  large(join(folder, 'films'), 'summer.mp4', 300_000_000)
  await choose(/Choose a folder/, folder)
  await expect(said).toContainText('films/summer.mp4 has 300 MB. A file may have 268.4 MB at most.')
  await expect(page.getByText('Nothing was sent.')).toBeVisible()
  expect(sent).toEqual([])
})

test('sites are found by how they stand, and the address keeps that', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const [stays, leaves] = [await site(org, 'Harbour'), await site(org, 'Orchard')]
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances?sort=oldest`)
  const rows = page.getByRole('table').getByRole('rowheader')
  const states = page.getByRole('navigation', { name: 'State' })
  await expect(rows).toHaveText([stays.name, leaves.name])
  await states.getByRole('link', { name: 'Terminated' }).click()
  await page.waitForURL('**/instances?sort=oldest&status=TERMINATED')
  await expect(page.getByText('No sites here')).toBeVisible()
  await accessible()
  // What is terminated while one looks moves from the one to the other.
  await call(
    'mutation ($input: TerminateInstanceInput!) { terminateInstance(input: $input) { userErrors { code } } }',
    { input: { instanceId: leaves.id } },
    org.owner.token,
  )
  await expect(rows).toHaveText([leaves.name])
  await page.reload()
  await expect(rows).toHaveText([leaves.name])
  await states.getByRole('link', { name: 'All', exact: true }).click()
  await page.waitForURL('**/instances?sort=oldest')
  await expect(rows).toHaveText([stays.name])
  await states.getByRole('link', { name: 'Live', exact: true }).click()
  await page.waitForURL('**/instances?sort=oldest&status=ACTIVE')
  await expect(rows).toHaveText([stays.name])
  await page.goto(`/${org.slug}/instances?status=SUSPENDED`)
  await page.getByRole('link', { name: 'See all sites' }).click()
  await expect(rows).toHaveText([stays.name])
  await page.goto(`/${org.slug}/instances?status=nonsense`)
  await expect(rows).toHaveText([stays.name])
})
