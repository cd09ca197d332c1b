type Search = Record<string, string | string[] | undefined>

/** What an address says about an order to come; texts as they were typed, `undefined` where nothing was asked for yet. */
export type Wish = { name: string | undefined; region: string; coupon: string }

/** Longer than any name may be, so that billing says what is wrong with it. */
const LONGEST = 300

/** Reads a wish from an address. */
export function wishOf(search: Search): Wish {
  const text = (name: string) => {
    const value = search[name]
    return typeof value === 'string' ? value.slice(0, LONGEST) : undefined
  }
  return { name: text('name'), region: text('region') ?? '', coupon: text('coupon')?.trim() ?? '' }
}

/** A wish as the input of `previewOrder` and `placeOrder`. */
export function orderOf(organizationId: string, priceId: string, { name, region, coupon }: Wish) {
  return {
    organizationId,
    items: [{ priceId, name: name ?? '', regionId: region || null }],
    couponCode: coupon || null,
  }
}

/** The form's field that a path such as `input.items.0.regionId` is about. */
export function fieldOf(path: readonly string[] | null | undefined): 'name' | 'region' | 'coupon' | undefined {
  const last = path?.at(-1)
  if (last === 'name') return 'name'
  if (last === 'regionId') return 'region'
  return last === 'couponCode' ? 'coupon' : undefined
}
