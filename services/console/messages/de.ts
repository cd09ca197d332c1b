import { en } from './en'

/** German. */
export const de: typeof en = en
