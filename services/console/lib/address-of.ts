import { paths } from './paths'

/** Where the object of an id is looked for; `undefined` for what is no id. A ULID begins with 0 to 7: it has 128 bits. */
export function addressOf(id: string): string | undefined {
  return /^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id) ? paths.find(id) : undefined
}
