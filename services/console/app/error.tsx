'use client'

import type { ComponentProps } from 'react'
import { ErrorPage } from '@/components/frame/error-page'
import { FrameAway } from '@/components/frame/frame-away'

/** What stands around the page failed too. */
export default function RootErrorPage(failed: ComponentProps<typeof ErrorPage>) {
  return (
    <FrameAway>
      <ErrorPage {...failed} />
    </FrameAway>
  )
}
