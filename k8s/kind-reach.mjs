// What k8s/kind-test has a pod ask: which of `host:port …` answer it. Where a policy lets nothing through, nothing answers.
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 3_000

function answers(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (answered) => {
      socket.destroy()
      resolve(answered)
    }
    socket.setTimeout(PATIENCE_MS, () => end(false))
    socket.on('connect', () => end(true))
    // A refusal came through, too.
    socket.on('error', (error) => end(error.code === 'ECONNREFUSED'))
  })
}

// The policies of a new pod are in force a moment after its start.
await sleep(Number(process.env.PAUSE_MS ?? 5_000))
const targets = process.argv.slice(2).map((target) => target.split(':'))
for (const [host] of targets) await lookup(host)
const answered = await Promise.all(targets.map(([host, port]) => answers(host, Number(port))))
targets.forEach((target, number) => answered[number] && console.log(target.join(' ')))
