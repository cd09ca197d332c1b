import { expect, test } from 'vitest'
import { ownPath } from './paths'

test('a path of ours stays as it is', () => {
  for (const path of ['/', '/ada', '/ada/invoices?status=OPEN', '/ada?next=//b', '/a.b', '/%2F'])
    expect(ownPath(path)).toBe(path)
  expect(ownPath('/ada/../kit#top')).toBe('/kit')
})

test('what a browser would take for another site is the start page', () => {
  const others = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    '/.%2E//evil.example',
    '/a/..//evil.example',
    '/./\t/evil.example',
    '/\t/[',
    'javascript:alert(1)',
    'ada',
    '',
    undefined,
    ['/ada'],
  ]
  for (const next of others) {
    const path = ownPath(next)
    expect(path, String(next)).toBe('/')
  }
})
