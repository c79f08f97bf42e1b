# Returns to the version before the last upgrade.
rollback() {
  [ $# = 0 ] || misused "rollback takes no $1."
  local begin
  begin=$(date +%s)
  rollback_all
  say "rolled back in $(($(date +%s) - begin)) s"
}
