import { expect, test } from 'vitest'
import { auditFilter } from './asked'

const ZONE = 'Europe/Berlin'

test('days are the reader’s, and the last one counts', () => {
  expect(auditFilter({ from: '2026-11-20', to: '2026-11-21' }, ZONE)).toEqual({
    from: '2026-11-19T23:00:00.000Z',
    to: '2026-11-21T23:00:00.000Z',
  })
  expect(auditFilter({ from: '2026-11-21', to: '2026-11-21' }, ZONE)).toHaveProperty('to')
})

test('what the gateway would refuse is not asked for', () => {
  expect(
    auditFilter({ actor: 'Ada', type: 'billing..paid', subject: '?', from: 'today', to: '2026-02-31' }, ZONE),
  ).toEqual({
    to: '2026-03-03T23:00:00.000Z',
  })
  expect(auditFilter({ from: '2026-11-21', to: '2026-11-20' }, ZONE)).toEqual({ from: '2026-11-20T23:00:00.000Z' })
})
