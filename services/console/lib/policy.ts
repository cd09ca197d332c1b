/**
 * The content security policy of every page (CSP level 3, Trusted Types). Attributes `style` come from react-aria's
 * positions and cannot carry a nonce; elements are nonced. The Trusted Types policy itself is in instrumentation-client.ts.
 */
export function policy(nonce: string, development: boolean): string {
  const directives = [
    "default-src 'none'",
    // React explains errors with eval in development, and reloads by a socket.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    'report-uri /api/policy-reports',
    'report-to policy',
  ]
  if (!development) directives.push("require-trusted-types-for 'script'", 'trusted-types default')
  return directives.join('; ')
}
