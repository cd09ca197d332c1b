'use client'

import { type AriaAttributes, createContext, type RefObject } from 'react'

/** What a button opens, and how it says so. */
export type Press = {
  onPress: () => void
  ref: RefObject<HTMLButtonElement | null>
  'aria-haspopup': Exclude<AriaAttributes['aria-haspopup'], undefined>
  'aria-expanded': boolean
}

/** Told to the button inside of a dialog's or a menu's `trigger`. */
export const PressContext = createContext<Press | null>(null)
