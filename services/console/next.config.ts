import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  // The lock file of the repository's tools would make that folder the root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // Also what the browser's tests write beside; a second build must not disturb the server in development.
  distDir: process.env.CONSOLE_BUILD ?? '.next',
  images: { unoptimized: true },
  devIndicators: false,
}

export default config
