'use client'

import { Button } from './button'
import { Icon } from './icon'

/** Prints the page; what is no paper's business hides itself. */
export function PrintButton({ children }: { children: string }) {
  return (
    <Button onPress={() => window.print()}>
      <Icon name="printer" size={16} />
      {children}
    </Button>
  )
}
