# Changes the size of parts.
scale() {
  [ $# -gt 0 ] || misused "scale needs PART=NUMBER."
  local part
  for part in "$@"; do
    [[ $part =~ ^[a-z]+=[1-9][0-9]{0,3}$ ]] || misused "$part is not PART=NUMBER."
  done
  [ "$platform" != local ] || need_running
  for part in "$@"; do
    timed "scaling $part" "scale_part" "${part%=*}" "${part#*=}"
  done
}
