import type { MetadataRoute } from 'next'

/** Nobody's pages show to nobody: what a crawler finds is the way in. Without it, the path would look like an organization's. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } }
}
