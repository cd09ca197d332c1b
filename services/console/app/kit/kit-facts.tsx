import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { Kbd } from '@/ui/kbd'
import { Money } from '@/ui/money'
import { Day, Time } from '@/ui/time'
import { Tip } from '@/ui/tip'

const AT = '2026-11-21T10:32:07.123Z'
const ID = 'ins_01m7yrk1t5eyftavybsr5phpxy'

/** What is known about a thing, as the reader's region writes it. */
export async function KitFacts() {
  const t = await words('kit')
  return (
    <Card title={t('facts')}>
      <Facts>
        <Fact name={t('fact.id')}>
          <CopyText text={ID} />
        </Fact>
        <Fact name={t('fact.copied')}>
          <CopyText text={ID} isCopied />
        </Fact>
        <Fact name={t('fact.created')}>
          <Time at={AT} />
        </Fact>
        <Fact name={t('fact.day')}>
          <Day at={AT} />
        </Fact>
        <Fact name={t('fact.amount')}>
          <Money amount="1234.50" currency="EUR" />
        </Fact>
        <Fact name={t('fact.tip')}>
          <Tip text={t('tip')}>{t('tipped')}</Tip>
        </Fact>
        <Fact name={t('fact.keys')}>
          <Kbd>{'g'}</Kbd> <Kbd>{'i'}</Kbd>
        </Fact>
      </Facts>
    </Card>
  )
}
