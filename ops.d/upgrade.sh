# Starts this version in place of the running one.
upgrade() {
  [ $# = 0 ] || misused "upgrade takes no $1."
  [ "$platform" != local ] || need_running
  local begin
  begin=$(date +%s)
  upgrade_all
  say "upgraded in $(($(date +%s) - begin)) s"
}
