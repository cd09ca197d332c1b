// What k8s/kind-test asks of the gateway meanwhile, for k6: 200 requests a second; one in ten is a question that goes on to
// billing and its database.
import http from 'k6/http'
import exec from 'k6/execution'
import { sleep } from 'k6'
import { Counter } from 'k6/metrics'

const url = 'http://hostingco-gateway:3003'
const question = JSON.stringify({ query: '{ plans { nodes { slug } } }' })
const headers = { 'Content-Type': 'application/json', 'GraphQL-Require-Preflight': '1' }
const failed = new Counter('failed_requests')

export const options = {
  scenarios: {
    // It is told to stop when all is tried.
    reads: { executor: 'constant-arrival-rate', rate: 200, duration: '110m', preAllocatedVUs: 100, maxVUs: 400 },
  },
  setupTimeout: '2m',
}

/** A new pod's way to the gateway is open a moment after its start, so that only then it counts. */
export function setup() {
  for (let answered = 0; answered < 10; sleep(0.2)) {
    answered = http.get(`${url}/schema.graphql`).status === 200 ? answered + 1 : 0
  }
}

export default function () {
  const asks = exec.scenario.iterationInTest % 10 === 0
  const answer = asks ? http.post(`${url}/graphql`, question, { headers }) : http.get(`${url}/schema.graphql`)
  if (answer.status !== 200 || (asks && answer.body.includes('"errors"'))) {
    failed.add(1)
    console.error(`failed: ${answer.status} ${answer.error} ${String(answer.body).slice(0, 300)}`)
  }
}

export function handleSummary({ metrics }) {
  const count = (name) => (metrics[name] ? metrics[name].values.count : 0)
  return { stdout: `asked ${count('iterations')} failed ${count('failed_requests')} late ${count('dropped_iterations')}\n` }
}
