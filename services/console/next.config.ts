import type { NextConfig } from 'next'
import { hintCompiling } from './lib/compile-hints'
import { precompress } from './lib/precompress'

// The ids of actions are made from this key, a file, and a name. With one key for all builds, a form that was opened before
// an update still arrives after it. Next.js writes the key into what it builds, and the images are public: it is no secret,
// and has none to keep. It would encrypt what an action closes over, and ours close over nothing.
process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = Buffer.from('the console keeps no secret here').toString('base64')

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
