#!/usr/bin/env bash
# Restores the newest base backup and its write-ahead log into $SCRATCH, looks whether it is whole, and prints one line with
# what it found and how long it took. Ends with an error where anything is wrong. Talks to the object store only.
#
#   DESTINATION  where the backups are, such as s3://bucket/
#   SERVER       the name under which they are kept
#   SCRATCH      an empty folder with room for all of it
#   ENDPOINT     the address of the object store, if it is not the provider's own
set -euo pipefail

began=$(date +%s)
data=$SCRATCH/data
cloud=(--cloud-provider aws-s3)
if [ -n "${ENDPOINT:-}" ]; then cloud+=(--endpoint-url "$ENDPOINT"); fi
# The server's programs are in PATH in the image; Debian keeps them elsewhere.
PATH=$PATH:$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)

backups=$(barman-cloud-backup-list "${cloud[@]}" --format json "$DESTINATION" "$SERVER")
newest=$(python3 -c '
import json, sys
done = [it for it in json.load(sys.stdin)["backups_list"] if it["status"] == "DONE"]
print(max(done, key=lambda it: it["backup_id"])["backup_id"] if done else "")' <<<"$backups")
if [ -z "$newest" ]; then
  echo "restore drill: there is no finished backup of $SERVER in $DESTINATION" >&2
  exit 1
fi

echo "restore drill: restoring $newest"
barman-cloud-restore "${cloud[@]}" "$DESTINATION" "$SERVER" "$newest" "$data"
chmod 700 "$data"

# Nothing of the original's own configuration: it names files and addresses that are not here.
cat >"$data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$SCRATCH'
archive_mode = off
restore_command = 'barman-cloud-wal-restore ${cloud[*]} $DESTINATION $SERVER %f %p'
recovery_target_timeline = latest
recovery_target_action = promote
# Not below the original's, or the log cannot be replayed.
max_connections = 1000
max_worker_processes = 64
max_prepared_transactions = 64
max_locks_per_transaction = 256
max_wal_senders = 32
CONF
: >"$data/postgresql.auto.conf"
echo 'local all all trust' >"$data/pg_hba.conf"
rm -f "$data/standby.signal" "$data/override.conf" "$data/custom.conf"
touch "$data/recovery.signal"

stop() { pg_ctl --pgdata "$data" --mode immediate --silent stop 2>/dev/null || true; }
trap stop EXIT
pg_ctl --pgdata "$data" --silent --wait --timeout 5400 --log "$SCRATCH/log" start || {
  tail -n 40 "$SCRATCH/log" >&2
  exit 1
}
ask() { psql --no-psqlrc --tuples-only --no-align --host "$SCRATCH" --username postgres --set ON_ERROR_STOP=1 --dbname "$1" --command "$2"; }
until [ "$(ask postgres 'SELECT pg_is_in_recovery()')" = f ]; do sleep 1; done

# What must hold, in whichever databases have it.
rows=0
databases=$(ask postgres "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1")
for database in $databases; do
  pg_dump --host "$SCRATCH" --username postgres --dbname "$database" --file /dev/null
  ask "$database" ANALYZE >/dev/null
  rows=$((rows + $(ask "$database" "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class WHERE relkind = 'r'")))
  if [ "$(ask "$database" "SELECT count(*) FROM pg_proc WHERE proname = 'ledger_breaches'")" != 0 ]; then
    breaches=$(ask "$database" "SELECT * FROM ledger_breaches()")
    if [ -n "$breaches" ]; then
      printf 'restore drill: the books of %s are wrong:\n%s\n' "$database" "$breaches" >&2
      exit 1
    fi
  fi
done

pg_ctl --pgdata "$data" --silent --wait --mode fast stop
trap - EXIT
pg_checksums --check --pgdata "$data" >/dev/null
echo "restore drill: passed, backup=$newest databases=$(wc -w <<<"$databases") rows=$rows seconds=$(($(date +%s) - began))"
