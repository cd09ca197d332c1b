import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  // The lock file of the repository's tools would make that folder the root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // A build must not disturb the server in development, which watches its own folder.
  distDir: process.env.NODE_ENV === 'production' ? 'build' : '.next',
  images: { unoptimized: true },
  devIndicators: false,
}

export default config
