import type { MetadataRoute } from 'next'

/** A crawler has no session, so all that it finds is the way in. Without this file the path would look like an organization's. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } }
}
