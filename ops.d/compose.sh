# The stack of docker-compose.yml.
source "$root/ops.d/containers.sh"

compose=(docker compose --project-directory "$root")

in_part() {
  do_ "${compose[@]}" exec -T "$@"
}

# Runs a command in a new container of a service that does not run, with its volumes.
beside() {
  do_ "${compose[@]}" run --rm --no-deps -T --entrypoint sh "$1" -c "$2"
}

log_parts() {
  echo kafka
}

refuse_existing() {
  beside kafka '[ -z "$(ls -A /var/lib/kafka/data | grep -v lost+found)" ]' &&
    beside jobmanager '[ -z "$(ls -A /checkpoints | grep -v lost+found)" ]' ||
    fail "the volumes are not empty, and nothing was changed."
}

restore_all() {
  beside kafka 'tar -x -f - -C /var/lib/kafka/data' <"$1/kafka.tar"
  beside jobmanager "mkdir -p /checkpoints/epoch-$3/savepoints && tar -x -f - -C /checkpoints/epoch-$3/savepoints" \
    <"$1/savepoint.tar"
  do_ "${compose[@]}" up --detach --wait --no-deps clickhouse
  timed "restoring the tables" restore_tables "$1" "$2"
  [ "$3" = 1 ] || export WEIR_JOB_EPOCH=$3
  do_ "${compose[@]}" up --detach --wait
  await "the balance of the ledger" is_balanced
  [ "$3" = 1 ] || say "from now on, set WEIR_JOB_EPOCH=$3 in .env."
}

images=(weir-gateway:0.1.0 weir-job:0.1.0)

upgrade_all() {
  local image
  for image in "${images[@]}"; do do_ docker tag "$image" "${image%:*}:before-upgrade"; done
  [ -n "$dry_run" ] || remember_version
  do_ "${compose[@]}" build gateway jobmanager
  stop_with_savepoint
  if do_ "${compose[@]}" up --detach --wait && { await "the balance of the ledger" is_balanced; }; then
    return
  fi
  say "this version did not become ready. Returning to the previous one."
  rollback_all
  fail "not upgraded. The previous version runs again, with every event."
}

rollback_all() {
  local image
  need_upgrade
  do_ "${compose[@]}" stop gateway jobmanager taskmanager
  beside jobmanager "$(keep_savepoint)"
  strike_migrations "$(remembered migration)"
  for image in "${images[@]}"; do do_ docker tag "${image%:*}:before-upgrade" "$image"; done
  do_ "${compose[@]}" up --detach --wait --no-build
  await "the balance of the ledger" is_balanced
  rm -rf "$upgrade_folder"
}

scale_part() {
  case $1 in
    partitions) in_part kafka /opt/kafka/bin/kafka-topics.sh --bootstrap-server localhost:9092 --alter --topic events --partitions "$2" ;;
    taskmanagers) do_ "${compose[@]}" up --detach --wait --no-recreate --scale "taskmanager=$2" taskmanager ;;
    *) misused "--compose has no $1 to scale; it has partitions and taskmanagers." ;;
  esac
}
