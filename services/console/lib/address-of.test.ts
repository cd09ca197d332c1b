import { expect, test } from 'vitest'
import { addressOf } from './address-of'

test('an id leads to its page, anything else nowhere', () => {
  const id = '01m7yrk1t5eyftavybsr5phpxy'
  expect(['ins', 'inv', 'org', 'whe'].map((prefix) => addressOf(`${prefix}_${id}`))).toEqual([
    `/instances/ins_${id}`,
    `/invoices/inv_${id}`,
    `/organizations/org_${id}`,
    `/webhooks/whe_${id}`,
  ])
  for (const text of ['', 'ins_1', `usr_${id}`, `constructor_${id}`, `../ins_${id}`])
    expect(addressOf(text)).toBeUndefined()
})
