import type { Role } from '@/gql/graphql'

type Viewed = { viewerRole: Role | null; viewerPermissions: readonly string[] }

/** Whether the viewer may do it here. Staff read every organization and change nothing where they are no members. */
export function mayChange({ viewerRole, viewerPermissions }: Viewed, permission: string): boolean {
  return viewerRole !== null && viewerPermissions.includes(permission)
}
