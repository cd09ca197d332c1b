import { words } from '@/lib/words/server'

/** What an endpoint's form says. */
export async function formWords(submit: 'create' | 'save') {
  const t = await words('webhook')
  return {
    url: t('form.url'),
    urlHelp: t('form.urlHelp'),
    description: t('form.description'),
    descriptionHelp: t('form.descriptionHelp'),
    which: t('form.which'),
    all: t('form.all'),
    allHelp: t('form.allHelp'),
    some: t('form.some'),
    someHelp: t('form.someHelp'),
    wildcard: t('form.wildcard'),
    submit: t(`form.${submit}`),
    secret: { ...(await secretWords()), on: t('secret.on') },
  }
}

/** What stands beside a secret. */
export async function secretWords() {
  const t = await words('webhook')
  return { title: t('secret.title'), text: t('secret.text'), name: t('secret.name'), how: t('secret.how') }
}
