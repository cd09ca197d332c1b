/**
 * A question that the gateway did not answer with data. Only `digest` crosses to the browser in production, so it carries
 * what a page needs: the code and the request's id.
 */
export class GatewayError extends Error {
  readonly code: string
  readonly requestId: string
  readonly digest: string

  constructor(code: string, requestId: string, message: string = code) {
    super(`${code}: ${message} (request ${requestId})`)
    this.name = 'GatewayError'
    this.code = code
    this.requestId = requestId
    this.digest = `${code}:${requestId}`
  }
}
