/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** `hash` where the gateway knows our documents. */
  readonly VITE_DOCUMENTS?: 'hash'
}
