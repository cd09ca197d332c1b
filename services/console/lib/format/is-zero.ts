/** Whether an amount is nothing. Amounts stay text, so that none is rounded: zero is what has no digit but zeros. */
export function isZero({ amount }: { amount: string }): boolean {
  return !/[1-9]/.test(amount)
}
