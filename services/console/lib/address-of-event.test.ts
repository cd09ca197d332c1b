import { expect, test } from 'vitest'
import { addressOfEvent, organizationOf } from './address-of-event'

const organizations = [
  { id: 'org_2', slug: 'other' },
  { id: 'org_1', slug: 'ada' },
]

/** Where an event of ada's about a subject leads. */
function address(subject: string, data: object = {}): string | undefined {
  return addressOfEvent({ id: 'evt_1', organization: 'org_1', subject, data }, organizations)
}

test('an event leads to its subject', () => {
  expect(address('org_1')).toBe('/ada')
  expect(address('mbr_1')).toBe('/ada/members')
  expect(address('inv_1')).toBe('/ada/invoices/inv_1')
  expect(address('pay_1', { invoiceId: 'inv_1' })).toBe('/ada/invoices/inv_1')
  expect(address('ins_1')).toBe('/ada/instances/ins_1')
  expect(address('rel_1', { instanceId: 'ins_1' })).toBe('/ada/instances/ins_1/releases')
  expect(address('op_1', { instanceId: 'ins_1' })).toBe('/ada/instances/ins_1/operations')
  expect(address('bld_1')).toBe('/ada/settings#billing')
  expect(address('whe_1')).toBe('/ada/webhooks/whe_1')
})

test('an event whose subject has no page leads to the record of it', () => {
  expect(address('led_1')).toBe('/ada/audit?subject=led_1')
  expect(address('sub_1', { instanceId: '' })).toBe('/ada/audit?subject=sub_1')
})

test('an event of nobody, of others, or that is none leads nowhere', () => {
  const event = { organization: 'org_3', subject: 'ins_1', data: {} }
  expect(addressOfEvent(event, organizations)).toBeUndefined()
  expect(organizationOf(event)).toBe('org_3')
  for (const other of [null, 'evt_1', {}, { subject: 'ses_1' }, { organization: 'org_1', subject: 7 }]) {
    expect(addressOfEvent(other, organizations)).toBeUndefined()
    expect(organizationOf(other)).toBeUndefined()
  }
})
