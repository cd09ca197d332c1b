'use client'

import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button'
import { type ButtonTone, buttonClass } from './button-class'
import { Spinner } from './spinner'

type Props = Omit<ButtonProps, 'className' | 'style' | 'children'> & {
  tone?: ButtonTone
  className?: string
  children: React.ReactNode
}

/** A button. While it is pending it keeps the focus and says so to screen readers, and pressing it does nothing. */
export function Button({ tone = 'secondary', className = '', children, ...props }: Props) {
  return (
    <AriaButton {...props} className={buttonClass(tone, className)}>
      {props.isPending ? <Spinner /> : null}
      {children}
    </AriaButton>
  )
}
