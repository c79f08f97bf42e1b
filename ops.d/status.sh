# Prints what runs, and whether log, ledger and tables agree.
status() {
  [ $# = 0 ] || misused "status takes no $1."
  [ "$platform" != local ] || need_running
  local answer
  echo "job      $(flink GET /jobs | grep -o '"status":"[A-Z]*"' | sed 's/.*:"\(.*\)"/\1/' | paste -sd ' ' || true)"
  echo "epoch    $(epoch)"
  topics | sed -n 's/^offsets \([^ ]*\) \([0-9]*\) \([0-9]*\) \([0-9]*\)$/log      \1-\2 from \3 to \4/p'
  answer=$(reconcile) || fail "GET /reconcile failed. Where tokens are required, set OPS_TOKEN."
  echo "pending  $(sed -n 's/.*"pending":\([0-9]*\).*/\1/p' <<<"$answer")"
  echo "balanced $(sed -n 's/.*"balanced":\([a-z]*\).*/\1/p' <<<"$answer")"
}
