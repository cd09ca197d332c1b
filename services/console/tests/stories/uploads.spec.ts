import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { stuckLine } from '../stuck-line'
import { expect, test } from '../test'
import { call, type Organization, organization, release, type Site, shows, site, visit, zip } from '../world'

/** Files below a folder. */
function written(folder: string, files: Record<string, string | Uint8Array>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return folder
}

/** How the releases of a site stand, the newest first. */
async function statuses(org: Organization, site: Site): Promise<string[]> {
  const { node } = await call<{ node: { releases: { nodes: { status: string }[] } } }>(
    'query ($id: ID!) { node(id: $id) { ... on Instance { releases(first: 10) { nodes { status } } } } }',
    { id: site.id },
    org.owner.token,
  )
  return node.releases.nodes.map(({ status }) => status)
}

/** Opens a page and waits until it has started: its stream begins then, and what is dropped before, nobody hears. */
async function open(page: Page, path: string): Promise<void> {
  const started = page.waitForResponse((answer) => answer.url().includes('/api/live') && page.url().endsWith(path))
  await page.goto(path)
  await started
}

/** Drops what stands on the disk, as a file manager does: a folder comes as a folder. */
async function drop(page: Page, path: string): Promise<void> {
  const zone = page.getByRole('region', { name: 'Drop a folder or an archive here' })
  await zone.scrollIntoViewIfNeeded()
  const box = await zone.boundingBox()
  if (!box) throw new Error('there is nowhere to drop it')
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const mouse = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await mouse.send('Input.dispatchDragEvent', { type, ...at, data })
  await mouse.detach()
}

test('a folder that is dropped goes live with the folders in it, and without what no visitor should get', async ({
  page,
  signIn,
}, info) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  const folder = written(join(info.outputDir, 'garden'), {
    'index.html': '<!doctype html><h1>A whole folder</h1>',
    'plants/roses/index.html': '<!doctype html><h1>Roses</h1>',
    '.DS_Store': 'nothing for visitors',
  })
  await open(page, `/${org.slug}/instances/${made.id}`)
  await drop(page, folder)
  await expect(page.getByText('Version 1 is uploaded and goes live now.')).toBeVisible()
  await expect(page.getByText('1 file was left out: .git, .DS_Store and the like.')).toBeVisible()
  await shows(made.url, 'A whole folder')
  expect((await visit(new URL('/plants/roses/', made.url).href)).text).toContain('Roses')
  expect((await visit(new URL('/.DS_Store', made.url).href)).text).not.toContain('nothing for visitors')
})

test('an upload that is canceled half way changes nothing, and the next one goes live', async ({
  page,
  signIn,
  accessible,
  complaints,
  baseURL,
}, info) => {
  const org = await organization()
  const made = await site(org)
  await release(org, made, 'The first edition')
  await signIn(org.owner)
  // The other half is more than systems take in on both sides of a line before anybody reads it.
  const large = zip('index.html', `<!doctype html><h1>Canceled</h1>${'.'.repeat(90_000_000)}`)
  const folder = written(info.outputDir, { 'large.zip': large, 'next.zip': zip('index.html', '<h1>The next one</h1>') })
  const choose = async (name: string) => {
    const chosen = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose an archive' }).click()
    await (await chosen).setFiles(join(folder, name))
  }
  const line = await stuckLine(baseURL ?? '')
  try {
    await open(page, `${line.url}/${org.slug}/instances/${made.id}`)
    line.stickAfter(large.length / 2)
    await choose('large.zip')
    const bar = page.getByRole('progressbar', { name: 'Uploading large.zip' })
    await expect.poll(() => bar.evaluate((bar) => (bar as HTMLProgressElement).value)).toBeGreaterThan(0.4)
    await accessible()
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await expect(page.getByText('Canceled. Nothing was changed.')).toBeVisible()
    await expect(bar).toHaveCount(0)
    // What was under way still comes to the console, and ends there.
    line.free()
    expect((await visit(made.url)).text).toContain('The first edition')
    await choose('next.zip')
    await expect(page.getByText(/^Version \d+ is uploaded and goes live now\.$/)).toBeVisible()
    await shows(made.url, 'The next one')
    await expect.poll(() => statuses(org, made)).toEqual(['LIVE', 'SUPERSEDED'])
  } finally {
    line.close()
  }
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('net::ERR_')))
})
