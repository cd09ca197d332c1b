import { type FragmentType, readFragment } from './gql'
import { SiteFragmentDoc } from './gql/graphql'

/** What the query gives for a row: its id, and the rest behind the fragment. */
export type Row = { id: string } & FragmentType<typeof SiteFragmentDoc>

/** Shows rows in their order. A row that stays keeps its element, so that nobody loses the focus or a selection. */
export function show(list: HTMLElement, template: HTMLTemplateElement, rows: readonly Row[]): void {
  const before = new Map([...list.children].map((element) => [element.id, element]))
  const now = rows.map((row) => {
    const element = before.get(row.id) ?? template.content.firstElementChild?.cloneNode(true)
    if (!(element instanceof HTMLElement)) throw new Error('the template is empty')
    element.id = row.id
    fill(element, row)
    return element
  })
  for (const element of before.values()) if (!now.some((other) => other === element)) element.remove()
  now.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null)
  })
}

function fill(element: HTMLElement, row: Row): void {
  const { name, status, url, currentRelease } = readFragment(SiteFragmentDoc, row)
  // As text: what customers call their sites is theirs, and no HTML.
  text(element, 'strong', name)
  text(element, '.status', status.toLowerCase()).dataset.status = status
  text(element, 'small', currentRelease ? `release ${currentRelease.version}` : 'nothing deployed yet')
  const link = text(element, 'a', url?.replace(/^https?:\/\//, '') ?? '')
  if (url) link.setAttribute('href', url)
  else link.removeAttribute('href')
}

function text(element: HTMLElement, selector: string, content: string): HTMLElement {
  const part = element.querySelector<HTMLElement>(selector)
  if (!part) throw new Error(`the template has no ${selector}`)
  if (part.textContent !== content) part.textContent = content
  return part
}
