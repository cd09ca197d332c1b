'use client'

import type { ReactNode } from 'react'
import { CopyText } from '@/ui/copy-text'
import { Notice } from '@/ui/notice'

type Props = { secret: string; words: { title: string; text: string; name: string; how: string }; children: ReactNode }

/** A signing secret, which can be seen only now, and the way on. */
export function SecretOnce({ secret, words, children }: Props) {
  return (
    <div className="grid justify-items-start gap-4">
      <Notice tone="warn" live>
        <p className="font-medium">{words.title}</p>
        <p className="mt-1">{words.text}</p>
      </Notice>
      <CopyText text={secret} label={words.name} />
      <p className="text-muted">{words.how}</p>
      {children}
    </div>
  )
}
