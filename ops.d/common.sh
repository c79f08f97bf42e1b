# What the commands share. A platform (local.sh, compose.sh, kubernetes.sh) provides:
#   sql STATEMENT           runs a statement in ClickHouse and prints the rows
#   flink METHOD PATH [BODY]  calls Flink's REST API
#   reconcile               prints the answer of GET /reconcile
#   topics                  prints offsets and settings of the topics
#   pack PART [NAME]        prints an archive: kafka, savepoint NAME, tables NAME; unpack PART [NAME] reads one
#   forget PART NAME        deletes the original of what was packed

now() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# Runs a step and says how long it took.
timed() {
  local label=$1 begin end
  shift
  begin=$(date +%s%N)
  "$@"
  end=$(date +%s%N)
  say "$label … $(((end - begin) / 1000000000)).$((((end - begin) / 100000000) % 10)) s"
}

# Waits until a command succeeds.
await() {
  local what=$1 deadline=$((SECONDS + patience))
  shift
  until "$@" >/dev/null 2>&1; do
    [ -z "$dry_run" ] || return 0
    [ $SECONDS -lt $deadline ] || fail "$what did not happen within $patience s."
    sleep 0.5
  done
}

# Prints the value of a text field of JSON on one line.
field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

version() {
  sed -n 's|.*<artifactId>weir</artifactId>.*||; s|^  *<version>\(.*\)</version>.*|\1|p' "$root/pom.xml" | head -n 1
}

running_job() {
  [ -z "$dry_run" ] || { echo JOB; return; }
  local jobs job
  jobs=$(flink GET /jobs) || fail "Flink does not respond."
  job=$(grep -o '{"id":"[0-9a-f]*","status":"RUNNING"}' <<<"$jobs" | field id | head -n 1 || true)
  [ -n "$job" ] || fail "no job is running in Flink: $jobs"
  echo "$job"
}

# Takes a savepoint and prints its path. With "stop", the job ends with it; otherwise the job continues.
savepoint() {
  local job request answer deadline=$((SECONDS + patience))
  job=$(running_job)
  if [ "${1:-}" = stop ]; then
    answer=$(flink POST "/jobs/$job/stop" '{"drain":false,"formatType":"CANONICAL"}')
  else
    answer=$(flink POST "/jobs/$job/savepoints" '{"cancel-job":false,"formatType":"CANONICAL"}')
  fi
  [ -z "$dry_run" ] || { echo "file:/checkpoints/savepoint-DRY-RUN"; return; }
  request=$(field request-id <<<"$answer")
  [ -n "$request" ] || fail "Flink refuses a savepoint of the job $job: $answer"
  while true; do
    answer=$(flink GET "/jobs/$job/savepoints/$request") || fail "Flink stopped responding during the savepoint."
    case $answer in
      *'"id":"IN_PROGRESS"'*)
        [ $SECONDS -lt $deadline ] || fail "the savepoint was not complete within $patience s."
        sleep 0.2
        ;;
      *'"location":"'*) field location <<<"$answer" && return ;;
      *) fail "the savepoint failed, and the job continues: ${answer:0:1000}" ;;
    esac
  done
}

is_balanced() {
  [[ $(reconcile 2>/dev/null) == *'"balanced":true'* ]]
}

job_runs() {
  [[ $(flink GET /jobs) == *'"status":"RUNNING"'* ]]
}

# The current epoch of the tables.
epoch() {
  [ -z "$dry_run" ] || { echo 1; return; }
  sql 'SELECT greatest(max(epoch), 1) FROM weir.ledger_store'
}
