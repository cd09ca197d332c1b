/** Whether this process serves. It does as soon as it answers: the gateway and auth are asked again at each page. */
export function GET(): Response {
  return Response.json({ ready: true }, { headers: { 'cache-control': 'no-store' } })
}
