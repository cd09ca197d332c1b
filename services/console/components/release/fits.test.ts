import { expect, test } from 'vitest'
import { excessOf, excessOfArchive } from './fits'

const LIMITS = { archiveBytes: 100, fileBytes: 50, diskBytes: 80, files: 3 }

/** Files of so many bytes. */
const chosen = (...sizes: number[]) =>
  sizes.map((size, at) => ({ path: `folder/${at}.html`, file: new File(['x'.repeat(size)], `${at}.html`) }))

test('what is exactly at its limits fits', () => {
  expect(excessOf(chosen(50, 29, 1), LIMITS)).toBeUndefined()
  expect(excessOf([], LIMITS)).toBeUndefined()
})

test('the largest file is named, with the limit that it is beyond', () => {
  const found = excessOf(chosen(1, 51, 70), LIMITS)
  expect(found).toEqual({ over: 'fileBytes', name: 'folder/2.html', found: 70, limit: 50 })
})

test('files that are too large together, or too many, are nobody’s fault alone', () => {
  expect(excessOf(chosen(50, 31), LIMITS)).toEqual({ over: 'diskBytes', found: 81, limit: 80 })
  expect(excessOf(chosen(1, 1, 1, 1), LIMITS)).toEqual({ over: 'files', found: 4, limit: 3 })
})

test('an archive counts as it is sent', () => {
  const archive = (size: number) => ({ name: 'site.zip', content: new Blob(['x'.repeat(size)]), leftOut: 0 })
  expect(excessOfArchive(archive(100), LIMITS)).toBeUndefined()
  expect(excessOfArchive(archive(101), LIMITS)).toEqual({
    over: 'archiveBytes',
    name: 'site.zip',
    found: 101,
    limit: 100,
  })
})
