import 'server-only'
import { fieldOf, orderOf, type Wish } from '@/components/order/wish'
import { OrderPreviewedDocument, type OrderPreviewedQuery } from '@/gql/graphql'
import { GatewayError } from '@/lib/gateway/errors'
import { gateway } from '@/lib/gateway/gateway'
import { words } from '@/lib/words/server'

type Region = { id: string; name: string; available: boolean }
type Asked = {
  preview: OrderPreviewedQuery['previewOrder'] | undefined
  errors: Record<string, string[]>
  problem: string
}

/**
 * Asks what a wish costs. What is wrong with it stands at its fields: billing says it of all but capacity, which the
 * regions say beforehand, and the order itself says as `refused`.
 */
export async function previewOf(
  organization: string,
  price: string,
  wish: Wish,
  { regions, refused }: { regions: readonly Region[]; refused: string | undefined },
): Promise<Asked> {
  const t = await words('order')
  const errors: Record<string, string[]> = {}
  if (wish.name === undefined) return { preview: undefined, errors, problem: '' }
  const say = (code: string, otherwise: string) =>
    t.has(`refused.${code}` as 'refused.NO_CAPACITY') ? t(`refused.${code}` as 'refused.NO_CAPACITY') : otherwise
  const region = regions.find(({ id }) => id === wish.region)
  if (wish.region && !region) errors.region = [t('refused.REGION_NOT_FOUND')]
  else if (region?.available === false) errors.region = [t('refused.NO_CAPACITY')]
  else if (refused === 'NO_CAPACITY') errors.region = [t(region ? 'refused.NO_CAPACITY' : 'refused.NO_ROOM')]
  if (wish.name.trim() === '') {
    errors.name = [t('nameMissing')]
    return { preview: undefined, errors, problem: '' }
  }
  try {
    const { previewOrder } = await gateway(OrderPreviewedDocument, { input: orderOf(organization, price, wish) })
    return { preview: previewOrder, errors, problem: '' }
  } catch (error) {
    if (!(error instanceof GatewayError) || error.userErrors.length === 0) throw error
    const rest: string[] = []
    for (const { code, message, field } of error.userErrors) {
      const at = fieldOf(field)
      if (at) errors[at] = [...(errors[at] ?? []), say(code, message)]
      else rest.push(say(code, message))
    }
    return { preview: undefined, errors, problem: rest.join(' ') }
  }
}
