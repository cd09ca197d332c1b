import { words } from '@/lib/words/server'
import { Icon } from '@/ui/icon'

/** A site's address, which opens it beside the console. */
export async function SiteLink({ url }: { url: string }) {
  const t = await words('instance')
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex min-w-0 max-w-full items-center gap-1 rounded-sm text-accent underline decoration-1 underline-offset-3 hover:text-accent-hover min-h-6"
    >
      <span className="min-w-0 break-all">{url.replace(/^https?:\/\//, '').replace(/\/$/, '')}</span>
      <Icon name="externalLink" size={14} className="shrink-0" />
      <span className="sr-only">{t('newTab')}</span>
    </a>
  )
}
