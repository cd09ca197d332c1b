import type { Metadata } from 'next'
import { PreferencesTable } from '@/components/notification/preferences-table'
import { PreferencesPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { LANGUAGES } from '@/lib/words/locale'
import { words } from '@/lib/words/server'
import { PageHeader } from '@/ui/page-header'
import { PreferencesForm } from './preferences-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('account.preferences'))('title') }
}

export default async function PreferencesPage() {
  const { language, topics } = (await gateway(PreferencesPageDocument, {})).viewer.notificationPreferences
  const t = await words('account.preferences')
  const languages = await words('account.languages')
  return (
    <>
      <PageHeader title={t('title')} under={<p>{t('text')}</p>} />
      <div className="max-w-3xl">
        <PreferencesForm
          attempt={crypto.randomUUID()}
          language={language ?? ''}
          languages={[
            { value: '', label: t('asProfile') },
            ...LANGUAGES.map((value) => ({ value, label: languages(value) })),
          ]}
          words={{ language: t('language'), save: t('save') }}
        >
          <PreferencesTable topics={topics} />
        </PreferencesForm>
      </div>
    </>
  )
}
