'use client'

import { type ComponentProps, type MouseEvent, type ReactNode, useContext } from 'react'
import { type ButtonTone, buttonClass } from './button-class'
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

/** A button. While it is pending it keeps the focus, says so to screen readers, and pressing it does nothing. */
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
      aria-disabled={isPending || undefined}
      onClick={pressed}
      className={buttonClass(tone, className)}
    >
      {isPending ? <Spinner /> : null}
      {children}
    </button>
  )
}
