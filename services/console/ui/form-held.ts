'use client'

import { createContext } from 'react'

/** Why the form around cannot be sent now; its submit buttons say so. */
export const FormHeld = createContext<string | undefined>(undefined)
