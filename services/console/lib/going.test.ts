import { afterEach, expect, test, vi } from 'vitest'
import { goBy, goTo } from './going'
import { askBeforeLeaving } from './leaving'

const went: string[] = []

afterEach(() => {
  went.splice(0)
  vi.unstubAllGlobals()
})

/** Somebody is on this page, and the router is there. */
function on(pathname: string): void {
  vi.stubGlobal('location', { href: `http://localhost${pathname}`, pathname })
  goBy((href) => went.push(href))
}

test('who would lose something is asked first, and goes on by what is asked', () => {
  on('/garden/instances/ins_1')
  const asked: (() => void)[] = []
  const end = askBeforeLeaving((go) => asked.push(go))
  goTo('/garden/invoices')
  expect(went).toEqual([])
  asked[0]?.()
  expect(went).toEqual(['/garden/invoices'])
  end()
  goTo('/garden/members')
  expect(went).toEqual(['/garden/invoices', '/garden/members'])
  expect(asked).toHaveLength(1)
})

test('the page that one is on is not left', () => {
  on('/garden/instances/ins_1')
  const end = askBeforeLeaving(() => undefined)
  goTo('/garden/instances/ins_1?view=all')
  goTo('?view=none')
  expect(went).toEqual(['/garden/instances/ins_1?view=all', '?view=none'])
  end()
})
