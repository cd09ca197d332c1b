'use client'

import { useState } from 'react'
import { useWords } from '@/lib/words/client'
import { Icon } from './icon'

type Props = {
  text: string
  label?: string
  /** It starts as it is right after copying. */
  isCopied?: boolean
}

/** An id or a secret to take along: the whole text, and a button that copies it. */
export function CopyText({ text, label, isCopied = false }: Props) {
  const t = useWords('copy')
  const [copied, setCopied] = useState(isCopied)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1">
      <code className="min-w-0 break-all font-mono text-xs">{text}</code>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? t('done') : t('copy', { what: label ?? text })}
        className="inline-grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover hover:text-ink print:hidden"
      >
        {copied ? <Icon name="check" size={14} /> : <Icon name="copy" size={14} />}
      </button>
      <span role="status" className="sr-only">
        {copied ? t('done') : ''}
      </span>
    </span>
  )
}
