import { expect, test } from 'vitest'
import { secretIn } from './cookie'

const secretOf = (cookie: string) => secretIn(new Headers({ cookie }))

test('the session is found among other cookies', () => {
  expect(secretOf('theme=dark; __Host-session=hcs_abc-_=; zone=UTC')).toBe('hcs_abc-_=')
})

test('no cookie, an empty one and one of a similar name are no session', () => {
  expect(secretIn(new Headers())).toBeUndefined()
  expect(secretOf('__Host-session=')).toBeUndefined()
  expect(secretOf('x__Host-session=abc; __Host-session2=abc')).toBeUndefined()
})
