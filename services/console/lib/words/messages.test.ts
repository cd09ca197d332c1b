import { expect, test } from 'vitest'
import { de } from '@/messages/de'
import { en } from '@/messages/en'

type Tree = { [key: string]: string | Tree }

/** `{name}`, `{name, plural, …}`; a case's `one {…}` is none, and what its text holds is. */
const PLACE = /(?<!\b(?:zero|one|two|few|many|other)\s*|=\d+\s*)\{\s*(\w+)\s*[,}]/g
const TAG = /<\/?\w+>/g

/** What has to be filled in, by the message's path. */
function holes(tree: Tree, path = ''): [string, string[]][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key
    if (typeof value !== 'string') return holes(value, here)
    const places = [...value.matchAll(PLACE)].map(([, name]) => `{${name}}`)
    const tags = value.match(TAG) ?? []
    return [[here, [...new Set([...places, ...tags])].toSorted()] as [string, string[]]]
  })
}

test('places and tags of a message are found', () => {
  const text = '<who>{name}</who>: {count, plural, =0 {None} one {Once in {days, number}} other {#}} of {count}'
  expect(holes({ a: { b: text } })).toEqual([['a.b', ['</who>', '<who>', '{count}', '{days}', '{name}']]])
})

test('every message has the same places and tags in both languages', () => {
  expect(Object.fromEntries(holes(de))).toEqual(Object.fromEntries(holes(en)))
})
