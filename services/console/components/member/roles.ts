import type { Role } from '@/gql/graphql'

/** All roles, from the one that may do most. */
export const ROLES = ['OWNER', 'ADMIN', 'BILLING', 'DEVELOPER', 'VIEWER'] as const satisfies readonly Role[]

/** The roles that somebody with this one may give or take: nobody reaches above their own. */
export function rolesBelow(own: Role | null): readonly Role[] {
  return own === 'OWNER' ? ROLES : ROLES.slice(1)
}
