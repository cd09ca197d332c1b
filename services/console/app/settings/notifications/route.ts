import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where the foot of every mail leads. */
export function GET(): never {
  redirect(paths.preferences())
}
