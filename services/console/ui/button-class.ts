/** What a button says about its action: the one that moves on, another one, one without a frame, one that destroys. */
export type ButtonTone = 'primary' | 'secondary' | 'quiet' | 'danger'

const TONES = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover',
  secondary: 'border border-border bg-raised text-ink hover:bg-hover',
  quiet: 'text-ink hover:bg-hover',
  danger: 'bg-danger text-danger-ink hover:bg-danger-hover',
} satisfies Record<ButtonTone, string>

/** How buttons look, and links that are drawn as buttons. */
export function buttonClass(tone: ButtonTone = 'secondary', className = ''): string {
  return `inline-flex min-h-9 items-center justify-center gap-2 rounded-md px-3.5 py-1.5 font-medium whitespace-nowrap transition-colors disabled:opacity-50 aria-disabled:opacity-60 print:hidden ${TONES[tone]} ${className}`
}
