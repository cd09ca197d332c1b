'use client'

import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField as AriaTextField, type TextFieldProps } from 'react-aria-components/TextField'
import { fieldClass, labelClass } from './field-class'

type Props = Omit<TextFieldProps, 'className' | 'style' | 'children'> & {
  label: string
  /** What helps to fill it in, read out with the field. */
  help?: string
  placeholder?: string
  /** More than one line. */
  rows?: number
}

/** A field for text; its error comes from the form's `errors` by its name. */
export function TextField({ label, help, placeholder, rows, ...props }: Props) {
  return (
    <AriaTextField {...props} validationBehavior="aria" className="grid gap-1.5">
      <Label className={labelClass}>{label}</Label>
      {rows ? (
        <TextArea rows={rows} placeholder={placeholder ?? ''} className={fieldClass} />
      ) : (
        <Input placeholder={placeholder ?? ''} className={fieldClass} />
      )}
      {help ? (
        <Text slot="description" className="text-muted text-xs">
          {help}
        </Text>
      ) : null}
      <FieldError className="text-danger text-xs" />
    </AriaTextField>
  )
}
