import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { call, eventually, organization, release, site } from '../world'

/** Milliseconds from before the commit in provisioning to the page that shows it, at the 95th percentile. */
const MOST_MS = 500

test('what provisioning does is on the page at once', async ({ page, signIn }) => {
  const org = await organization()
  const made = await site(org)
  const releases = [await release(org, made, 'first'), await release(org, made, 'second')]
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances/${made.id}/operations`)
  await page.waitForLoadState('networkidle')
  const times: number[] = []
  for (let round = 0; round < 12; round += 1) {
    // Before the commit: what is measured is that, the event's way, and the page's.
    const begun = Date.now()
    const { rollBackRelease } = await call<{ rollBackRelease: { operation: { id: string } } }>(
      `mutation ($input: RollBackReleaseInput!) {
        rollBackRelease(input: $input) { operation { id } userErrors { code } }
      }`,
      { input: { instanceId: made.id, releaseId: releases[round % 2] } },
      org.owner.token,
    )
    times.push((await shownAt(page, rollBackRelease.operation.id)) - begun)
    await expect(page.getByText(rollBackRelease.operation.id)).toBeVisible()
    await eventually(async () => {
      const { node } = await call<{ node: { status: string } }>(
        'query ($id: ID!) { node(id: $id) { ... on Operation { status } } }',
        { id: rollBackRelease.operation.id },
        org.owner.token,
      )
      return node.status === 'SUCCEEDED' ? true : undefined
    })
  }
  const sorted = times.toSorted((a, b) => a - b)
  console.log(`from before the commit to the page: p50 ${sorted[5]} ms, p95 ${sorted.at(-1)} ms of ${sorted.length}`)
  expect(sorted.at(-1)).toBeLessThanOrEqual(MOST_MS)
})

/** When the page shows a text, to the millisecond: `expect` looks at 0, 100, 350 and 850 ms only. */
function shownAt(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (!document.querySelector('main')?.textContent.includes(text)) return
          changes.disconnect()
          resolve(Date.now())
        }
        const changes = new MutationObserver(look)
        changes.observe(document.body, { subtree: true, childList: true, characterData: true })
        look()
      }),
    text,
  )
}
