import 'server-only'

/** What the console is told by its environment; each name as the services call theirs. */
export const settings = {
  /** The gateway, without a path: `http://gateway:3003`. */
  get gatewayUrl() {
    return required('CONSOLE_GATEWAY__URL')
  },
  /** auth's gRPC server: `https://auth:50051`. */
  get authUrl() {
    return required('CONSOLE_PEERS__AUTH__URL')
  },
  /** Files in PEM: who is trusted, and who we are. */
  get tls() {
    return {
      ca: required('CONSOLE_TLS__CA'),
      certificate: required('CONSOLE_TLS__CERTIFICATE'),
      key: required('CONSOLE_TLS__KEY'),
    }
  },
  /**
   * Whether only what a build knows is asked, by its hash. In development documents change faster than the gateway reads
   * them, so their text goes along.
   */
  get documentsByHash() {
    return process.env.NODE_ENV === 'production'
  },
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: see services/console/README.md for what the console has to be told`)
  return value
}
