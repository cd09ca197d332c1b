import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PartAway } from '@/components/frame/part-away'
import { Letterhead } from '@/components/invoice/letterhead'
import { LivePage } from '@/components/live/live-page'
import { MailLook } from '@/components/organization/mail-look'
import { mayChange } from '@/components/organization/may-change'
import { SettingsPageDocument } from '@/gql/graphql'
import { gatewayInParts } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'
import { BillingForm } from './billing-form'
import { BrandForm } from './brand-form'
import { NameForm } from './name-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('organization'))('settings.title') }
}

export default async function SettingsPage({ params }: PageProps<'/[org]/settings'>) {
  const { org } = await params
  const { data, missing } = await gatewayInParts(SettingsPageDocument, { org })
  const { organization, billing } = data
  if (missing.organization) throw missing.organization
  if (!organization) notFound()
  const t = await words('organization')
  const may = (permission: string) => organization.viewerPermissions.includes(permission)
  const { name, color, logoUrl, supportEmail, legalFooter } = organization.brand
  const brand = {
    name: name ?? '',
    color: color ?? '',
    logoUrl: logoUrl ?? '',
    supportEmail: supportEmail ?? '',
    legalFooter: legalFooter ?? '',
  }
  const look = {
    label: t('brand.preview'),
    platformName: t('platform.name'),
    platformEmail: t('platform.supportEmail'),
    title: t('brand.previewTitle'),
    text: t('brand.previewText'),
    button: t('brand.previewButton'),
    questions: t('brand.previewQuestions'),
    logoHere: t('brand.logoHere'),
  }
  const links = [
    { href: paths.members(org), label: t('settings.members'), text: t('settings.membersText') },
    may('notifications.webhook.read') && {
      href: paths.webhooks(org),
      label: t('settings.webhooks'),
      text: t('settings.webhooksText'),
    },
    may('audit.event.read') && { href: paths.audit(org), label: t('settings.audit'), text: t('settings.auditText') },
    { href: paths.account(), label: t('settings.account'), text: t('settings.accountText') },
  ].filter((link) => link !== false)
  return (
    <>
      <PageHeader title={t('settings.title')} under={<CopyText text={organization.id} />} />
      <div className="grid gap-6">
        <Card title={t('settings.general')}>
          <div className="grid max-w-xl gap-5">
            {mayChange(organization, 'accounts.organization.update') ? (
              <NameForm
                organization={organization.id}
                name={organization.name}
                attempt={crypto.randomUUID()}
                words={{ name: t('settings.name'), save: t('settings.save'), saved: t('settings.saved') }}
              />
            ) : null}
            <Facts>
              {mayChange(organization, 'accounts.organization.update') ? null : (
                <Fact name={t('settings.name')}>
                  <bdi>{organization.name}</bdi>
                </Fact>
              )}
              <Fact name={t('settings.slug')}>
                <CopyText text={organization.slug} />
                <p className="text-muted text-xs">{t('settings.slugHelp')}</p>
              </Fact>
              <Fact name={t('settings.created')}>
                <Day at={organization.createdAt} />
              </Fact>
            </Facts>
          </div>
        </Card>
        {may('billing.invoice.read') ? (
          <Card id="billing" title={t('billing.title')}>
            <div className="grid max-w-xl gap-5">
              <p className="text-muted">{t('billing.text')}</p>
              {missing.billing ? <PartAway digest={missing.billing.digest} /> : null}
              {billing && mayChange(organization, 'billing.invoice.pay') ? (
                <BillingForm
                  organization={organization.id}
                  details={{
                    name: billing.billingDetails.name ?? '',
                    address: billing.billingDetails.address ?? '',
                    taxNumber: billing.billingDetails.taxNumber ?? '',
                  }}
                  attempt={crypto.randomUUID()}
                  words={{
                    name: t('billing.name'),
                    address: t('billing.address'),
                    taxNumber: t('billing.taxNumber'),
                    help: {
                      name: t('billing.nameHelp'),
                      address: t('billing.addressHelp'),
                      taxNumber: t('billing.taxNumberHelp'),
                    },
                    save: t('billing.save'),
                    saved: t('billing.saved'),
                  }}
                />
              ) : null}
              {billing && !mayChange(organization, 'billing.invoice.pay') ? (
                <div className="grid gap-1">
                  <Letterhead letterhead={billing.billingDetails} />
                </div>
              ) : null}
            </div>
          </Card>
        ) : null}
        <Card title={t('brand.title')}>
          <p className="mb-4 max-w-prose text-muted">{t('brand.text')}</p>
          {mayChange(organization, 'notifications.brand.update') ? (
            <BrandForm
              organization={organization.id}
              brand={brand}
              attempt={crypto.randomUUID()}
              words={{
                name: t('brand.name'),
                color: t('brand.color'),
                logoUrl: t('brand.logoUrl'),
                supportEmail: t('brand.supportEmail'),
                legalFooter: t('brand.legalFooter'),
                help: {
                  name: t('brand.nameHelp'),
                  color: t('brand.colorHelp'),
                  logoUrl: t('brand.logoUrlHelp'),
                  supportEmail: t('brand.supportEmailHelp'),
                  legalFooter: t('brand.legalFooterHelp'),
                },
                save: t('brand.save'),
                saved: t('brand.saved'),
                look,
              }}
            />
          ) : (
            <div className="max-w-sm">
              <MailLook brand={brand} words={look} />
            </div>
          )}
        </Card>
        <Card title={t('settings.more')}>
          <ul className="grid gap-4 sm:grid-cols-2">
            {links.map(({ href, label, text }) => (
              <li key={href}>
                <TextLink href={href}>{label}</TextLink>
                <p className="text-muted">{text}</p>
              </li>
            ))}
          </ul>
        </Card>
      </div>
      <LivePage
        organization={organization.id}
        types={['accounts.organization.', 'billing.details.', 'notifications.brand.']}
      />
    </>
  )
}
