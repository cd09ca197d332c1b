/** What a person can correct in a question that was refused. */
export type Correctable = { code: string; message: string; field?: string[] | null }

/**
 * A question that the gateway did not answer with data. Only `digest` crosses to the browser in production, so it carries
 * what a page needs: the code and the request's id.
 */
export class GatewayError extends Error {
  readonly code: string
  readonly requestId: string
  readonly digest: string
  /** Where a query was refused, which has no payload for `userErrors`: the same list. */
  readonly userErrors: readonly Correctable[]

  constructor(code: string, requestId: string, message: string = code, userErrors: readonly Correctable[] = []) {
    super(`${code}: ${message} (request ${requestId})`)
    this.name = 'GatewayError'
    this.code = code
    this.requestId = requestId
    this.userErrors = userErrors
    this.digest = `${code}:${requestId}`
  }
}
