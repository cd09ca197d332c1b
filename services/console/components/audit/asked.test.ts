import { expect, test } from 'vitest'
import type { Search } from '@/lib/paging'
import { auditFilter, typedFilter } from './asked'

const ZONE = 'Europe/Berlin'
const MEMBERS = [
  { id: 'usr_ada', name: 'Ada Lovelace', email: 'ada@example.test' },
  { id: 'usr_alan', name: 'Alan Turing', email: 'alan@example.test' },
  { id: 'usr_al', name: 'Al', email: 'al@example.test' },
]

const asked = (search: Search) => auditFilter(typedFilter(search), ZONE, MEMBERS)

test('days are the reader’s, and the last one counts', () => {
  expect(asked({ from: '2026-11-20', to: '2026-11-21' })).toEqual({
    filter: { from: '2026-11-19T23:00:00.000Z', to: '2026-11-21T23:00:00.000Z' },
    wrong: [],
  })
  expect(asked({ from: '2026-11-21', to: '2026-11-21' }).wrong).toEqual([])
})

test('what is empty asks for nothing', () => {
  expect(asked({ actor: ' ', type: '', other: 'x' })).toEqual({ filter: {}, wrong: [] })
})

test('an id, a type and the beginning of one are taken as they are', () => {
  const filter = { actor: 'service:billing', type: 'billing.*', subject: 'inv_01' }
  expect(asked(filter)).toEqual({ filter, wrong: [] })
})

test('a member is found by name or address, or by a part that only one has', () => {
  const actorOf = (actor: string) => asked({ actor }).filter.actor
  expect(actorOf('ada lovelace')).toBe('usr_ada')
  expect(actorOf('ALAN@example.test')).toBe('usr_alan')
  expect(actorOf('Love')).toBe('usr_ada')
  expect(actorOf('al')).toBe('usr_al')
  expect(asked({ actor: 'example' }).wrong).toEqual(['actor'])
  expect(asked({ actor: 'Grace' }).wrong).toEqual(['actor'])
})

test('what cannot be read is told, field by field', () => {
  expect(asked({ type: 'billing..paid', subject: '?', from: 'today', to: '2026-02-31' }).wrong).toEqual([
    'type',
    'subject',
    'from',
    'to',
  ])
  expect(asked({ from: '2026-11-21', to: '2026-11-20' }).wrong).toEqual(['to'])
  expect(asked({ subject: `inv_${'0'.repeat(600)}` }).wrong).toEqual(['subject'])
  expect(asked({ type: ['billing.*', 'accounts.*'] }).wrong).toEqual(['type'])
})
