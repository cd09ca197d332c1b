/** Runs once, before this server answers. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { offerLive } = await import('./server/live')
  offerLive(await import('@/lib/live/serve'))
}
