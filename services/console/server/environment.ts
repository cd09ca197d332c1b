/** What Next.js finds in its environment. It looks when it is imported: this comes before. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dev, directory } from './mode.ts'

Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production' })
if (!dev) {
  // What is shipped has no next.config.ts. The server.js that Next.js writes tells it the same in the same way.
  const { config } = JSON.parse(readFileSync(join(directory, 'build/required-server-files.json'), 'utf8'))
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
  process.chdir(directory)
}
