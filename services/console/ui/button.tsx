'use client'

import { type ComponentProps, type MouseEvent, type ReactNode, useContext } from 'react'
import { type ButtonTone, buttonClass } from './button-class'
import { FormHeld } from './form-held'
import { PressContext } from './press'
import { Spinner } from './spinner'

type Native = Pick<
  ComponentProps<'button'>,
  'type' | 'name' | 'value' | 'form' | 'autoFocus' | 'aria-label' | 'aria-describedby'
>

type Props = Native & {
  tone?: ButtonTone
  className?: string
  onPress?: () => void
  isPending?: boolean
  isDisabled?: boolean
  children: ReactNode
}

/**
 * A button. While it is pending it keeps the focus, says so to screen readers, and pressing it does nothing. Where its form
 * cannot be sent now, it says why, and pressing it is answered by the form.
 */
export function Button({
  tone = 'secondary',
  className = '',
  onPress,
  isPending,
  isDisabled,
  children,
  ...native
}: Props) {
  const { onPress: open, ...opens } = useContext(PressContext) ?? {}
  const held = useContext(FormHeld)
  const why = native.type === 'submit' ? held : undefined
  const pressed = (event: MouseEvent) => {
    if (isPending) {
      event.preventDefault()
      return
    }
    onPress?.()
    open?.()
  }
  return (
    <button
      type="button"
      {...native}
      {...opens}
      disabled={isDisabled}
      aria-disabled={isPending || why !== undefined || undefined}
      title={why}
      onClick={pressed}
      className={buttonClass(tone, className)}
    >
      {isPending ? <Spinner /> : null}
      {children}
    </button>
  )
}
