/** How far something is, from 0 to 1; `null` while nobody knows. */
export function Progress({ value, label }: { value: number | null; label: string }) {
  return (
    <progress
      aria-label={label}
      {...(value !== null && { value })}
      max={1}
      className="h-2 w-full overflow-hidden rounded-full bg-hover accent-(--color-accent) [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
    />
  )
}
