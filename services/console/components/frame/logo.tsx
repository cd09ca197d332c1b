import { paths } from '@/lib/paths'

const NAME = 'HostingCo'

/** The name, which leads to the start page. */
export function Logo() {
  return (
    <a href={paths.home()} className="inline-flex w-fit items-center gap-2 rounded-md font-semibold text-base">
      <svg viewBox="0 0 32 32" className="size-7" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path d="M9 8v16M23 8v16M9 16h14" className="stroke-accent-ink" strokeWidth="4" strokeLinecap="round" />
      </svg>
      {NAME}
    </a>
  )
}
