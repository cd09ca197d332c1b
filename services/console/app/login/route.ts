import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where mails lead that ask somebody to log in. */
export function GET(): never {
  redirect(paths.logIn())
}
