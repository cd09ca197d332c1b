/** Something is under way. It shows, and takes room, only after 200 ms: most things are faster. */
export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="inline-block size-4 animate-late-spin rounded-full border-2 border-current border-e-transparent"
    />
  )
}
