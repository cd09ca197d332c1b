import { leave } from './leaving'

type Options = { scroll?: boolean }
type Way = (href: string, options?: Options) => void

/** Until the router is there, the browser goes by itself. */
const BY_THE_BROWSER: Way = (href) => location.assign(href)

let way = BY_THE_BROWSER

/** Has all that leads to a page of the console go this way, until what is returned is called. */
export function goBy(router: Way): () => void {
  way = router
  return () => {
    if (way === router) way = BY_THE_BROWSER
  }
}

/** Goes to a page of the console, after a question where something would be lost. The same page anew loses nothing. */
export function goTo(href: string, options?: Options): void {
  const go = () => way(href, options)
  if (new URL(href, location.href).pathname === location.pathname) go()
  else leave(go)
}
