const FOLDERS: Record<string, string> = {
  ins: 'instances',
  inv: 'invoices',
  org: 'organizations',
  whe: 'webhooks',
}

/** Where an object's page is, by its id alone; `undefined` for what is no id or has no page. */
export function addressOf(id: string): string | undefined {
  const [, prefix = ''] = /^([a-z]+)_[0-9a-z]{26}$/.exec(id) ?? []
  const folder = Object.hasOwn(FOLDERS, prefix) ? FOLDERS[prefix] : undefined
  return folder && `/${folder}/${id}`
}
