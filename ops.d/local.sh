# The stack of ./run on this machine. The file "running" in its data directory has its addresses.

running() {
  sed -n "s/^$1 //p" "${2:-$data}/running" 2>/dev/null
}

is_running() {
  [ -f "$data/running" ] && kill -0 "$(running pid)" 2>/dev/null
}

need_running() {
  is_running || fail "no stack runs on the data directory $data. Name it with --local DIRECTORY."
}

java_program() {
  [ -d "$root/local/target/lib" ] || "$root/run" --check-metrics "$root/metrics/demo.yaml" >/dev/null
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dlog4j2.configurationFile=classpath:dev/weir/local/supervisor-log4j2.xml \
    -cp "$root/local/target/classes:$root/local/target/lib/*" "$@"
}

# curl for ClickHouse, with the credentials of the environment.
clickhouse() {
  local credentials=()
  [ -z "${WEIR_CLICKHOUSE_USER:-}" ] || credentials+=(--header "X-ClickHouse-User: $WEIR_CLICKHOUSE_USER")
  [ -z "${WEIR_CLICKHOUSE_PASSWORD:-}" ] || credentials+=(--header "X-ClickHouse-Key: $WEIR_CLICKHOUSE_PASSWORD")
  curl --fail-with-body --silent --show-error ${credentials[@]+"${credentials[@]}"} "$@"
}

sql() {
  clickhouse "$(running clickhouse)/?default_format=TSV" --data-binary "$1"
}

flink() {
  local body=()
  [ -z "${3:-}" ] || body=(--header 'Content-Type: application/json' --data "$3")
  curl --fail --silent --show-error --request "$1" ${body[@]+"${body[@]}"} "$(running flink)$2"
}

reconcile() {
  local options=() certificate
  certificate=$(running certificate)
  [ -z "$certificate" ] || options+=(--cacert "$certificate")
  [ -z "${OPS_TOKEN:-}" ] || options+=(--header "Authorization: Bearer $OPS_TOKEN")
  curl --fail --silent --show-error ${options[@]+"${options[@]}"} "$(running gateway)/reconcile"
}

topics() {
  java_program dev.weir.local.kafka.TopicTool "$(running kafka)" describe
}

log_parts() {
  echo kafka
}

# An archive of Kafka's log while it is written: every file up to its size when it is read. Kafka treats it as after a
# power failure: without the mark of a clean shutdown it checks the segments, drops an incomplete last batch, and
# rebuilds the indexes. The recovery points come first, because they must not be ahead of the segments.
pack_log() {
  local status=0
  (cd "$1" && tar --create --file=- --ignore-failed-read \
    --exclude='.kafka_cleanshutdown' --exclude='*.index' --exclude='*.timeindex' --exclude='*.txnindex' \
    --exclude='*.snapshot' --exclude='*.deleted' --exclude='.lock' \
    $(ls -- *-checkpoint meta.properties bootstrap.checkpoint) $(ls -d -- *-[0-9]*) 2>/dev/null) || status=$?
  # 1: a file grew or was deleted while it was read.
  [ $status -le 1 ] || fail "the log in $1 cannot be read (tar: $status)."
}

pack() {
  case $1 in
    kafka) pack_log "$data/kafka" ;;
    savepoint) tar --create --file=- --directory="$(dirname "${2#file:}")" "$(basename "$2")" ;;
    tables) tar --create --file=- --directory="$data/clickhouse/backups" "$2" ;;
  esac
}

forget() {
  case $1 in
    savepoint) rm -rf "${2#file:}" ;;
    tables) rm -rf "$data/clickhouse/backups/$2" ;;
  esac
}

# Restores into a data directory that does not exist or is empty. The next ./run starts there.
restore_all() {
  local backup=$1 name=$2
  java_program dev.weir.local.OfflineTables "$data" || fail "$data cannot be used."
  mkdir -p "$data/clickhouse/backups" "$data/checkpoints/epoch-$3/savepoints"
  [ ! -f "$backup/tables.tar" ] || timed "unpacking the tables" \
    tar --extract --file="$backup/tables.tar" --directory="$data/clickhouse/backups"
  timed "restoring the tables" restore_tables "$name"
  rm -rf "$data/clickhouse/backups/$name"
  timed "unpacking the log" tar --extract --file="$backup/kafka.tar" --directory="$data/kafka"
  timed "unpacking the savepoint" \
    tar --extract --file="$backup/savepoint.tar" --directory="$data/checkpoints/epoch-$3/savepoints"
  [ "$3" = 1 ] || echo "WEIR_JOB_EPOCH=$3" >"$data/settings"
  say "restored into $data. Start it: WEIR_DATA_DIR=$data ./run"
}

restore_tables() {
  local answer
  answer=$(java_program dev.weir.local.OfflineTables "$data" \
    "RESTORE DATABASE weir FROM ${tables_from:-File('$1')}") || fail "the tables were not restored."
  [[ $answer == *RESTORED* ]] || fail "the tables were not restored: $answer"
}

refuse_existing() {
  [ ! -e "$data" ] || [ -z "$(ls -A "$data")" ] ||
    fail "$data is not empty, and nothing was changed. Restore into a new directory: --local DIRECTORY."
}

# Upgrade: ./run of another folder. The folder "upgrade" has what a rollback needs.

upgrade_all() {
  local program
  program=$(running program)
  [ "$program" != "$root" ] ||
    fail "$root is the version that runs, and nothing was changed. Call ./ops in the folder of the new version."
  reconcile >/dev/null || fail "GET /reconcile failed, and nothing was changed. Where tokens are required, set OPS_TOKEN."
  timed "building" "$root/run" --check-metrics "$root/metrics/demo.yaml" >/dev/null || fail "this version cannot be built."
  mkdir -p "$data/upgrade"
  echo "$program" >"$data/upgrade/program"
  sql 'SELECT max(version) FROM weir.schema_migrations' >"$data/upgrade/migration"
  epoch >"$data/upgrade/epoch"
  timed "stopping the job with a savepoint" stop_with_savepoint
  timed "stopping $program" stop_stack
  if start_stack "$root"; then
    return
  fi
  say "this version did not become ready; its output is in $data/logs/run.log. Returning to $program."
  rollback_all
  fail "not upgraded. $program runs again, with every event."
}

stop_with_savepoint() {
  savepoint stop >"$data/upgrade/savepoint"
}

stop_stack() {
  local pid
  pid=$(running pid)
  kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  rm -f "$data/running"
}

# Starts ./run of a folder in the background, and waits until it is ready and the numbers are complete.
start_stack() {
  local pid deadline=$((SECONDS + patience))
  WEIR_DATA_DIR=$data setsid nohup "$1/run" >"$data/logs/run.log" 2>&1 </dev/null &
  pid=$!
  until [ -f "$data/running" ]; do
    if ! kill -0 $pid 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      kill $pid 2>/dev/null || true
      wait $pid 2>/dev/null || true
      return 1
    fi
    sleep 0.2
  done
  until is_balanced; do
    [ $SECONDS -lt $deadline ] || { stop_stack && return 1; }
    sleep 0.5
  done
}

# The job's later checkpoints are deleted and the savepoint is touched, so that it is the newest state. Migrations of the new
# version stay applied: they only add. They are struck from the list, because the earlier version does not know them.
rollback_all() {
  local program migration latest statement state
  [ -f "$data/upgrade/savepoint" ] || fail "there was no upgrade of $data that could be rolled back."
  program=$(<"$data/upgrade/program")
  migration=$(<"$data/upgrade/migration")
  statement="DELETE FROM weir.schema_migrations WHERE version > $migration"
  latest=$(find "$root/migrator/src/main/resources" -name '[0-9]*.sql' -printf '%f\n' | sort | tail -n 1)
  if is_running; then
    timed "stopping $(running program)" stop_stack
  fi
  if [ $((10#${latest%%_*})) -gt "$migration" ]; then
    timed "striking later migrations from the list" java_program dev.weir.local.OfflineTables "$data" "$statement"
  fi
  find "$data/checkpoints/epoch-$(<"$data/upgrade/epoch")" -mindepth 1 -maxdepth 1 ! -name savepoints -exec rm -r {} +
  state=$(<"$data/upgrade/savepoint")
  touch "${state#file:}/_metadata"
  timed "starting $program" start_stack "$program" || fail "$program does not become ready; its output is in $data/logs/run.log."
  rm -r "$data/upgrade"
}

# Scale.

scale_part() {
  case $1 in
    parallelism) restart_job "WEIR_JOB_PARALLELISM=$2" ;;
    partitions) java_program dev.weir.local.kafka.TopicTool "$(running kafka)" partitions "$2" ;;
    *) misused "./run has no $1 to scale; it has parallelism and partitions." ;;
  esac
}

# Stops the job with a savepoint, and starts it with another value of a variable, which later starts keep.
restart_job() {
  savepoint stop >/dev/null
  continue_job "$1"
}

continue_job() {
  local settings=$data/settings
  { grep -v "^${1%%=*}=" "$settings" 2>/dev/null || true; echo "$1"; } >"$settings.new"
  mv "$settings.new" "$settings"
  await "the end of the job" job_has_ended
  touch "$data/tmp/continue-job"
  await "the start of the job" job_continues
}

job_has_ended() {
  ! flink GET /jobs
}

job_continues() {
  [ ! -e "$data/tmp/continue-job" ] && job_runs
}

# Rebuild: a second ClickHouse and a second job beside the stack, in the folder "rebuild".

rebuild_start() {
  rm -rf "$data/rebuild" "$data/checkpoints/epoch-$1"
  mkdir -p "$data/logs"
  java_program dev.weir.local.RebuildJob "$data" "$(running kafka)" "$1" >"$data/logs/rebuild.log" 2>&1 </dev/null &
  rebuild_pid=$!
  trap 'kill $rebuild_pid 2>/dev/null || true' EXIT
  await "the start of the second job ($data/logs/rebuild.log)" rebuild_is_ready
}

rebuild_is_ready() {
  [ -f "$data/rebuild/running" ]
}

rebuild_sql() {
  clickhouse "$(running clickhouse "$data/rebuild")/?default_format=TSV" --data-binary "$1"
}

stop_job_of_readers() {
  savepoint stop >/dev/null
}

rebuild_stop_job() {
  "$root/flink-job/stop-job" "$(running flink "$data/rebuild")" >/dev/null
}

rebuild_copy_rows() {
  clickhouse "$(running clickhouse "$data/rebuild")/" \
    --data-binary "SELECT * FROM weir.$1 WHERE $2 FORMAT Native" |
    clickhouse --request POST --header 'Content-Type: application/octet-stream' --upload-file - \
      "$(running clickhouse)/?query=INSERT%20INTO%20weir.$1%20FORMAT%20Native"
}

rebuild_continue() {
  continue_job "WEIR_JOB_EPOCH=$1"
}

rebuild_clean() {
  kill "$rebuild_pid" 2>/dev/null || true
  wait "$rebuild_pid" 2>/dev/null || true
  trap - EXIT
  rm -rf "$data/rebuild"
}
