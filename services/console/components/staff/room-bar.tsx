type Props = { total: number; placed: number; reserved: number }

const WIDTH = 200

/** How full something is: what is taken, then paler what is held. The numbers stand beside it, so it is a picture only. */
export function RoomBar({ total, placed, reserved }: Props) {
  const part = (amount: number) => (total > 0 ? Math.min(1, amount / total) * WIDTH : 0)
  const [takes, both] = [part(placed), part(placed + reserved)]
  const full = total > 0 && placed + reserved >= total * 0.9
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 10`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="h-2.5 w-full overflow-hidden rounded-full bg-hover"
    >
      <rect width={both} height="10" className={`opacity-40 ${full ? 'fill-danger' : 'fill-accent'}`} />
      <rect width={takes} height="10" className={full ? 'fill-danger' : 'fill-accent'} />
    </svg>
  )
}
