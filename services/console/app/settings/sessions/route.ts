import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where mails about a new sign-in lead. */
export function GET(): never {
  redirect(paths.sessions())
}
