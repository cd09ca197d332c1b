import { type NextRequest, NextResponse } from 'next/server'
import { policy } from '@/lib/policy'
import { requestIdOf } from '@/lib/request-id'

/**
 * Gives each page its nonce, its policy and the request's id, and tells it its own address. It decides nothing: every page,
 * action and route handler asks for the session itself, and the gateway asks again.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))))
  const content = policy(nonce, process.env.NODE_ENV === 'development')
  const requestId = requestIdOf(request.headers)
  const asked = new Headers(request.headers)
  asked.set('content-security-policy', content)
  asked.set('x-nonce', nonce)
  asked.set('x-path', request.nextUrl.pathname + request.nextUrl.search)
  asked.set('x-request-id', requestId)
  const response = NextResponse.next({ request: { headers: asked } })
  response.headers.set('content-security-policy', content)
  response.headers.set('x-request-id', requestId)
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value)
  return response
}

const HEADERS = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Not `no-referrer`: forms would then be posted with `Origin: null`.
  'referrer-policy': 'same-origin',
  'reporting-endpoints': 'policy="/api/policy-reports"',
  'x-content-type-options': 'nosniff',
}

export const config = {
  // Not what is posted from outside: a body that comes by here is held in memory, and cut off above 10 MB.
  matcher: ['/((?!api/graphql$|api/policy-reports$|_next/static/|icon\\.svg$).*)'],
}
