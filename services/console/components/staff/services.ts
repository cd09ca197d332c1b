import type { PlatformService } from '@/gql/graphql'

/** The services that hear events, in the order in which an order goes through them. */
export const SERVICES = [
  'AUTH',
  'ACCOUNTS',
  'BILLING',
  'PROVISIONING',
  'NOTIFICATIONS',
  'AUDIT',
] as const satisfies PlatformService[]
