'use client'

import { Printer } from 'lucide-react'
import { Button } from './button'

/** Prints the page; what is no paper's business hides itself. */
export function PrintButton({ children }: { children: string }) {
  return (
    <Button onPress={() => window.print()}>
      <Printer size={16} aria-hidden="true" />
      {children}
    </Button>
  )
}
