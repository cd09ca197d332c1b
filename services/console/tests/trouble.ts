import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Puts something into the way of all work on a site, as a process does that lost its lease and writes all the same. */
export function obstruct(instance: string): { clear: () => void } {
  const path = join(told('BLOBS'), 'sites', `${instance}.json`)
  const write = (change: (fence: number) => number) => {
    const record = JSON.parse(readFileSync(path, 'utf8')) as { fence: number }
    writeFileSync(`${path}.new`, JSON.stringify({ ...record, fence: change(record.fence) }))
    renameSync(`${path}.new`, path)
  }
  const TOO_NEW = 1_000_000
  write((fence) => fence + TOO_NEW)
  return { clear: () => write((fence) => fence - TOO_NEW) }
}

/** As if the unfinished work of the site of this name had been asked for so many minutes ago. */
export function age(name: string, minutes: number): void {
  const sql = `UPDATE operations SET created_at = now() - interval '${minutes} minutes'
    WHERE status IN ('queued', 'running') AND instance_id = (
      SELECT instance_id FROM instances WHERE name = :'name')`
  ask(sql, name)
}

/** As if the site of this name had stood as it stands for so many minutes. */
export function standStill(name: string, minutes: number): void {
  const then = `now() - interval '${minutes} minutes'`
  ask(`UPDATE instances SET created_at = ${then}, observed_at = ${then} WHERE name = :'name'`, name)
}

function ask(sql: string, name: string): void {
  execFileSync('psql', ['--quiet', '--set=ON_ERROR_STOP=1', `--set=name=${name}`, told('PROVISIONING_DATABASE')], {
    input: sql,
  })
}

function told(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
