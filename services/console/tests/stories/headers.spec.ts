import { expect, test } from '../test'

test('every answer has the policy and its request, errors too', async ({ request }) => {
  const nonces = new Set<string>()
  const asked = ['/log-in', '/no-such-page', '/a/b/c/d', '/api/nope', '/icon.svgx', '/api/ready', '/robots.txt']
  for (const path of asked) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers()
    const policy = headers['content-security-policy'] ?? ''
    expect(policy, path).toContain("default-src 'none'")
    expect(policy, path).toContain("require-trusted-types-for 'script'")
    expect(headers, path).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
    expect(headers['x-request-id'], path).toBeTruthy()
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
  }
  expect(nonces.size).toBe(asked.length)
})

test('nobody is led to another site after the log-in', async ({ page }) => {
  for (const next of ['//evil.example', '/.//evil.example', '/%2e//evil.example', '/\\evil.example']) {
    await page.goto(`/log-in?next=${encodeURIComponent(next)}`)
    const link = await page.getByRole('link', { name: 'Sign up' }).getAttribute('href')
    expect(link, next).toBe('/sign-up')
  }
})
