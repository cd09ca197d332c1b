/** A key to press. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-5 rounded-sm border border-border px-1.5 text-center font-sans text-muted text-xs">
      {children}
    </kbd>
  )
}
