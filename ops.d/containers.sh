# What Compose and Kubernetes share. Each provides in_part PART COMMAND..., which runs a command in a container of a part.

exec 3>&1

# Runs a command, or prints it with --dry-run.
do_() {
  if [ -n "$dry_run" ]; then
    printf '%q ' "$@" | sed 's/ $//' >&3
    echo >&3
  else
    "$@"
  fi
}

# The password stays within the container.
sql() {
  in_part clickhouse sh -c 'clickhouse-client --user "$CLICKHOUSE_USER" --password "$CLICKHOUSE_PASSWORD" --query "$1"' sh "$1"
}

flink() {
  local body=()
  [ -z "${3:-}" ] || body=(--header 'Content-Type: application/json' --data "$3")
  in_part jobmanager curl --fail --silent --show-error --request "$1" ${body[@]+"${body[@]}"} "http://127.0.0.1:8081$2"
}

reconcile() {
  local token=()
  [ -z "${OPS_TOKEN:-}" ] || token=(--header "Authorization: Bearer $OPS_TOKEN")
  in_part gateway curl --fail --silent --show-error ${token[@]+"${token[@]}"} http://127.0.0.1:8080/reconcile
}

topics() {
  in_part kafka bash -c '
    tool() { /opt/kafka/bin/$1.sh --bootstrap-server localhost:9092 "${@:2}"; }
    for topic in events dead-letters; do
      tool kafka-get-offsets --topic $topic --time -2 | sed "s/^/begin:/"
      tool kafka-get-offsets --topic $topic --time -1 | sed "s/^/end:/"
      tool kafka-configs --describe --topic $topic | sed -n "s/^ *\([a-z.]*\)=\([^ ]*\) .*/config $topic \1 \2/p"
    done' |
    awk -F: '/^begin:/ {begin[$2 $3] = $4} /^end:/ {print "offsets", $2, $3, begin[$2 $3] + 0, $4} /^config / {print}'
}

# See pack_log in local.sh.
log_archive='cd /var/lib/kafka/data && tar -c -f - --exclude .kafka_cleanshutdown --exclude "*.index" --exclude "*.timeindex" --exclude "*.txnindex" --exclude "*.snapshot" --exclude "*.deleted" --exclude .lock --exclude lost+found $(ls -d *-checkpoint meta.properties bootstrap.checkpoint) $(ls -d *-[0-9]*)'

pack() {
  case $1 in
    kafka*) in_part "$1" sh -c "$log_archive" ;;
    savepoint) in_part jobmanager tar -c -f - -C "$(dirname "${2#file:}")" "$(basename "$2")" ;;
    tables) in_part clickhouse tar -c -f - -C /var/lib/clickhouse/backups "$2" ;;
  esac
}

forget() {
  case $1 in
    savepoint) in_part jobmanager rm -r "${2#file:}" ;;
    tables) in_part clickhouse rm -r "/var/lib/clickhouse/backups/$2" ;;
  esac
}

restore_tables() {
  if [ -f "$1/tables.tar" ]; then
    in_part clickhouse mkdir -p /var/lib/clickhouse/backups
    in_part clickhouse tar -x -f - -C /var/lib/clickhouse/backups <"$1/tables.tar"
  fi
  sql "RESTORE DATABASE weir FROM ${tables_from:-File('$2')}"
  [ ! -f "$1/tables.tar" ] || in_part clickhouse rm -r "/var/lib/clickhouse/backups/$2"
}

# Prints the command that makes the savepoint of the upgrade the newest state.
keep_savepoint() {
  local state
  state=$(remembered savepoint)
  echo "find /checkpoints/epoch-$(remembered epoch) -mindepth 1 -maxdepth 1 ! -name savepoints -exec rm -r {} + && touch ${state#file:}/_metadata"
}

stop_with_savepoint() {
  local state
  state=$(savepoint stop)
  [ -n "$dry_run" ] || echo "$state" >"$upgrade_folder/savepoint"
}

# Migrations of the new version stay applied: they only add. They are struck from the list, because the earlier version
# does not know them.
strike_migrations() {
  sql "DELETE FROM weir.schema_migrations WHERE version > $1"
}

upgrade_folder=$root/.ops-$platform

remember_version() {
  mkdir -p "$upgrade_folder"
  sql 'SELECT max(version) FROM weir.schema_migrations' >"$upgrade_folder/migration"
  epoch >"$upgrade_folder/epoch"
}

need_upgrade() {
  [ -n "$dry_run" ] || [ -f "$upgrade_folder/savepoint" ] || fail "there was no upgrade that could be rolled back."
}

remembered() {
  if [ -n "$dry_run" ]; then echo "${1^^}"; else cat "$upgrade_folder/$1"; fi
}

rebuild_start() {
  fail "a rebuild is automated for --local only. docs/operations.md has the steps for --$platform."
}
