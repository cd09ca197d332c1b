import { join } from 'node:path'

/** How the console's server runs. */
export const dev = process.argv.includes('--dev')
export const directory = join(import.meta.dirname, '..')
export const hostname = process.env.HOSTNAME ?? '0.0.0.0'
export const port = Number(process.env.PORT ?? 3000)
