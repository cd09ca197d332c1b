'use client'

import { type FormEvent, useState } from 'react'
import { MailLook } from '@/components/organization/mail-look'
import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { updateBrand } from './actions'

const FIELDS = ['name', 'color', 'logoUrl', 'supportEmail', 'legalFooter'] as const

type Brand = Record<(typeof FIELDS)[number], string>

type Props = {
  organization: string
  brand: Brand
  attempt: string
  words: Brand & { help: Brand; save: string; saved: string; look: Parameters<typeof MailLook>[0]['words'] }
}

/** How mails look, and beside it how they will look while one types. */
export function BrandForm({ organization, brand, attempt, words }: Props) {
  const [state, action, pending] = useWrite(updateBrand, attempt)
  const [wish, setWish] = useState(brand)
  const [saved, setSaved] = useState(brand)
  // What was saved, by whomever, takes the place of what stood here.
  if (FIELDS.some((name) => brand[name] !== saved[name])) {
    setSaved(brand)
    setWish(brand)
  }
  const read = ({ target }: FormEvent<HTMLElement>) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return
    const { name, value } = target
    setWish((last) => ({ ...last, [name]: value }))
  }
  // Another's change makes a field anew: it is not controlled, so that it works before any script.
  const key = (name: keyof Brand) => `${name} ${brand[name]}`
  const field = (name: keyof Brand) => ({
    name,
    label: words[name],
    help: words.help[name],
    defaultValue: name in state.values ? typed(state, name) : brand[name],
    autoComplete: 'off',
  })
  return (
    <div className="grid gap-6 lg:grid-cols-[1fr_20rem]" onInput={read}>
      <Form action={action} state={state}>
        <input type="hidden" name="organizationId" value={organization} />
        <TextField key={key('name')} {...field('name')} />
        <TextField key={key('color')} {...field('color')} placeholder="#4338ca" spellCheck="false" />
        <TextField key={key('logoUrl')} {...field('logoUrl')} type="url" placeholder="https://" />
        <TextField key={key('supportEmail')} {...field('supportEmail')} type="email" />
        <TextField key={key('legalFooter')} {...field('legalFooter')} rows={3} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" isPending={pending}>
            {words.save}
          </Button>
          <span role="status" className="text-good">
            {state.done && !pending ? words.saved : ''}
          </span>
        </div>
      </Form>
      <MailLook brand={wish} words={words.look} />
    </div>
  )
}
