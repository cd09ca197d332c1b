import { LogOutDocument } from '@/gql/graphql'
import { GatewayError } from '@/lib/gateway/errors'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { requestIdOf } from '@/lib/request-id'
import { problem } from '@/lib/session/api'
import { ForeignOrigin, requireSameOrigin } from '@/lib/session/origin'
import { endSession, sessionSecret } from '@/lib/session/session'

/** Ends the session everywhere, empties what the browser kept of it, and goes to the log-in page. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request.headers)
  } catch (error) {
    if (error instanceof ForeignOrigin) return problem(403, 'FOREIGN_ORIGIN', requestIdOf(request.headers))
    throw error
  }
  if (await sessionSecret()) {
    try {
      await gateway(LogOutDocument, {})
    } catch (error) {
      if (error instanceof GatewayError) return to(paths.logOut())
      // A session that was over before: gateway() wants to lead to the log-in page, as we do.
    }
  }
  await endSession()
  return to(paths.logIn(), { 'clear-site-data': '"cache", "storage"' })
}

function to(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store', ...headers } })
}
