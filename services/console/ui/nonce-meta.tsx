'use client'

import { useState } from 'react'

/**
 * Where react-aria finds the nonce for its style elements. The document keeps the policy that it came with: a page that is
 * read anew brings another nonce, which must not take this one's place.
 */
export function NonceMeta({ nonce }: { nonce: string | undefined }) {
  const [first] = useState(nonce)
  return <meta property="csp-nonce" nonce={first} suppressHydrationWarning />
}
