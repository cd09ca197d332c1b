import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const UI = join(import.meta.dirname, '../../ui')
const LAYOUT = join(import.meta.dirname, '../layout.tsx')

/** What is loaded or drawn by another component alone, by that one's name. */
const PARTS = {
  'dialog-overlay': 'dialog',
  'field-notes': 'text-field',
  'menu-popover': 'menu',
  'page-title': 'page-header',
}

const componentsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tsx'))

/** What a file takes from the kit, at its start or later. */
function taken(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()'@\/ui\/([\w-]+)'/g)].map(([, name = '']) => name)
}

test('every component is shown', () => {
  const files = componentsIn(import.meta.dirname).map((name) => join(import.meta.dirname, name))
  // The kit stands in the layout, as every page does.
  const shown = new Set([...files, LAYOUT].flatMap(taken))
  const parts = Object.entries(PARTS).flatMap(([part, of]) => (shown.has(of) ? [part] : []))
  const missing = componentsIn(UI)
    .map((name) => name.replace('.tsx', ''))
    .filter((name) => !shown.has(name) && !parts.includes(name))
  expect(missing).toEqual([])
})
