'use client'

import { usePathname } from 'next/navigation'
import type { FrameLink } from './frame'

/** Where one may go, and where one is. The first link leads to what all others lie below: only it itself is it. */
export function Navigation({ label, links }: { label: string; links: readonly FrameLink[] }) {
  const path = usePathname()
  return (
    <nav aria-label={label}>
      <ul className="grid gap-0.5">
        {links.map(({ href, label }, at) => (
          <li key={href}>
            <a
              href={href}
              aria-current={path === href || (at > 0 && path.startsWith(`${href}/`)) ? 'page' : undefined}
              className="block rounded-md px-3 py-2 text-muted hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink"
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
