import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { LinkButton } from '@/ui/link-button'

/** A new organization: what comes first, and what follows. */
export async function FirstSteps({ org, mayOrder }: { org: string; mayOrder: boolean }) {
  const t = await words('overview')
  return (
    <section aria-labelledby="first" className="grid gap-5 rounded-lg border border-line bg-raised p-6 sm:p-8">
      <div className="grid gap-1">
        <h2 id="first" className="font-semibold text-xl">
          {t('first.title')}
        </h2>
        <p className="max-w-prose text-muted">{t('first.text')}</p>
      </div>
      <ol className="grid gap-4 sm:grid-cols-3">
        {STEPS.map((step, at) => (
          <li key={step} className="grid content-start gap-1 border-line border-t-2 pt-3">
            <p className="font-medium">
              <span className="text-accent tabular-nums">{at + 1}</span> {t(`first.${step}`)}
            </p>
            <p className="text-muted">{t(`first.${step}Text`)}</p>
          </li>
        ))}
      </ol>
      {mayOrder ? (
        <div>
          <LinkButton href={paths.plans(org)} tone="primary">
            {t('first.order')}
          </LinkButton>
        </div>
      ) : (
        <p className="text-muted">{t('first.mayNot')}</p>
      )}
    </section>
  )
}

const STEPS = ['choose', 'pay', 'deploy'] as const
