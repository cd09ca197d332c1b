/**
 * The content security policy of every page (CSP level 3, Trusted Types). Attributes `style` come from react-aria's
 * positions and cannot carry a nonce; elements are nonced.
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

/**
 * The one Trusted Types policy: scripts may be loaded from our own build, and nothing becomes HTML. It runs before any
 * other script of the page.
 */
export const TRUSTED_TYPES = `window.trustedTypes?.createPolicy('default',{createScriptURL(text){const url=new URL(text,location.origin);if(url.origin===location.origin&&url.pathname.startsWith('/_next/static/'))return text;throw new TypeError('this script is none of ours: '+text)}})`
