# Counts the log again with the next epoch, into tables that readers do not see. When the new count has reached the old
# one, the old job stops, the new rows are copied into the tables of the readers, and the job continues from the new
# count. The rows have a higher version, so each replaces its earlier one at once, and no number falls.
rebuild() {
  [ $# = 0 ] || misused "rebuild takes no $1."
  [ "$platform" != local ] || need_running
  local begin old new
  begin=$(date +%s)
  old=$(epoch)
  new=$((old + 1))
  refuse_incomplete_log "$old"
  say "counting the log again, as epoch $new"
  timed "starting the second job" rebuild_start "$new"
  timed "counting up to the present" rebuild_reaches_end
  timed "stopping the job" stop_job_of_readers
  timed "counting the rest" rebuild_reaches_end
  timed "stopping the second job" rebuild_stop_job
  timed "copying the rows" rebuild_copy
  timed "continuing with the new count" rebuild_continue "$new"
  rebuild_clean
  await "the balance of the ledger" is_balanced
  say "rebuilt in $(($(date +%s) - begin)) s"
}

# What has left the log cannot be counted again.
refuse_incomplete_log() {
  [ -z "$dry_run" ] || return 0
  local missing
  missing=$(comm -13 <(topics | sed -n 's/^offsets events \([0-9]*\) \([0-9]*\) [0-9]*$/\1 \2/p' | sort) \
    <(sql "SELECT key, amount FROM weir.ledger WHERE account = 'first_offset' FORMAT TSV" | tr '\t' ' ' | sort))
  [ -z "$missing" ] || fail "the log no longer begins where the count began, so a rebuild would lose events. First \
counted offsets by partition that differ: $(paste -sd ',' <<<"$missing"). Nothing was changed."
}

# The rows of every table that the job writes. Those that say how complete the others are come last.
rebuild_tables() {
  rebuild_sql "SELECT name FROM system.tables WHERE database = 'weir' AND engine LIKE '%MergeTree'
    AND name NOT IN ('schema_migrations', 'dead_letter_actions_store')
    ORDER BY indexOf(['metric_filled_days_store', 'metric_definitions_store', 'freshness_store', 'progress_store', 'ledger_store'], name), name"
}

rebuild_copy() {
  local table partition
  for table in $(rebuild_tables); do
    for partition in $(rebuild_sql "SELECT DISTINCT _partition_id FROM weir.$table"); do
      rebuild_copy_rows "$table" "_partition_id = '$partition'"
    done
  done
}

# Waits until the second job has counted everything that the log had when this was called.
rebuild_reaches_end() {
  local ends behind deadline=$((SECONDS + patience))
  ends=$(topics | sed -n 's/^offsets events \([0-9]*\) [0-9]* \([0-9]*\)$/(\1, \2)/p' | paste -sd ',')
  while true; do
    behind=$(rebuild_sql "SELECT countIf(next_offset < wanted.2) FROM (SELECT arrayJoin([$ends]) AS wanted) AS ends
      LEFT JOIN weir.progress ON partition = toUInt32(wanted.1)") || fail "the second job's ClickHouse fails: $behind"
    [ -z "$dry_run" ] && [ "$behind" != 0 ] || return 0
    [ $SECONDS -lt $deadline ] || fail "the second job did not count the log within $patience s; see --patience."
    sleep 0.2
  done
}
