import type { NextConfig } from 'next'
import { hintCompiling } from './lib/compile-hints'
import { precompress } from './lib/precompress'

const config: NextConfig = {
  output: 'standalone',
  // The lock file of the repository's tools would make that folder the root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  // Our own server in front of Next.js is shipped too.
  outputFileTracingIncludes: { '/*': ['server/*'] },
  poweredByHeader: false,
  // A build must not disturb the server in development, which watches its own folder.
  distDir: process.env.NODE_ENV === 'production' ? 'build' : '.next',
  images: { unoptimized: true },
  devIndicators: false,
  compiler: {
    runAfterProductionCompile: async ({ distDir }) => {
      await hintCompiling(distDir)
      await precompress(distDir)
    },
  },
}

export default config
