import 'server-only'
import manifest from '@/gql/persisted-documents.json'
import { settings } from '@/lib/settings'

const documents = new Map<string, string>(Object.entries(manifest))

/** The hash of a document of ours, `sha256:…`. */
export function hashOf(document: object): string {
  const { hash } = (document as { __meta__?: { hash?: string } }).__meta__ ?? {}
  if (!hash) throw new Error('this document has no hash: run npm run generate')
  return hash
}

/** How the gateway is asked for a document by its hash; `undefined` for a hash that is none of ours. */
export function asked(hash: string): { documentId: string } | { query: string } | undefined {
  const query = documents.get(hash)
  if (query === undefined) return undefined
  return settings.documentsByHash ? { documentId: hash } : { query }
}
