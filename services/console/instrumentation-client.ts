/**
 * The one Trusted Types policy (https://www.w3.org/TR/trusted-types/): scripts may be loaded from our own build, and
 * nothing becomes HTML. Next.js runs this before anything else of a page, also of those that it draws without our layout.
 */
type Policies = { createPolicy(name: string, rules: { createScriptURL(text: string): string }): unknown }

const { trustedTypes } = window as { trustedTypes?: Policies }

trustedTypes?.createPolicy('default', {
  createScriptURL(text) {
    const url = new URL(text, location.origin)
    if (url.origin === location.origin && url.pathname.startsWith('/_next/static/')) return text
    throw new TypeError(`this script is none of ours: ${text}`)
  },
})
