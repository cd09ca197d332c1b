import { expect, test } from 'vitest'
import { addressOf } from './address-of'

const ID = '01m7yrk1t5eyftavybsr5phpxy'

test('an id of whatever kind leads to where it is looked for', () => {
  for (const prefix of ['evt', 'ins', 'inv', 'op', 'org', 'pay', 'price', 'rel', 'ses', 'usr', 'whd', 'whe'])
    expect(addressOf(`${prefix}_${ID}`)).toBe(`/find/${prefix}_${ID}`)
})

test('what is no id leads nowhere', () => {
  const others = [
    '',
    'ins',
    'ins_1',
    ID,
    `_${ID}`,
    `ins-${ID}`,
    `INS_${ID}`,
    `ins_${ID.toUpperCase()}`,
    `ins_${ID}0`,
    // Neither more than 128 bits nor letters that look like digits.
    `ins_8${ID.slice(1)}`,
    ...['i', 'l', 'o', 'u'].map((letter) => `ins_${ID.slice(1)}${letter}`),
    `../ins_${ID}`,
    `ins_${ID}/..`,
    `ins_${ID}\n`,
  ]
  for (const text of others) expect(addressOf(text), text).toBeUndefined()
})
