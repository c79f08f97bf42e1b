# Backs up a running stack. The order makes a restore exact: a savepoint, then the tables, which contain at least what
# the savepoint has counted, then the log, which contains at least what the tables have counted. The restored job
# counts again from the savepoint on, and every row ends at the number that the whole log gives.
backup() {
  [ $# = 1 ] || misused "backup needs a folder."
  local target=$1 name begin savepoint part counted
  [ ! -e "$target" ] || fail "$target exists, and nothing was changed. Name a new folder."
  [ "$platform" != local ] || need_running
  name=weir-$(date -u +%Y%m%d-%H%M%S)
  begin=$(date +%s)
  local partial=$target.partial
  mkdir -p "$partial"

  say "backing up to $target"
  timed "savepoint" take_savepoint
  savepoint=$(<"$partial/savepoint")
  rm "$partial/savepoint"
  timed "copying the savepoint" pack_into savepoint.tar savepoint "$savepoint"
  forget savepoint "$savepoint"
  timed "tables" backup_tables "$name"
  if [ -z "$tables_to" ]; then
    timed "copying the tables" pack_into tables.tar tables "$name"
    forget tables "$name"
  fi
  # Every event below these offsets is in the backup.
  timed "topics" describe_topics
  for part in $(log_parts); do
    timed "copying the log of $part" pack_into "$part.tar" "$part"
  done
  timed "manifest" write_manifest "$partial" "$name" "$(basename "$savepoint")" "$begin"
  [ -n "$dry_run" ] && rm -r "$partial" && return
  mv "$partial" "$target"
  say "backed up $(du -sh "$target" | cut -f 1) in $(($(date +%s) - begin)) s"
}

take_savepoint() {
  savepoint >"$partial/savepoint"
  counted=$(sql "SELECT concat('    \"events-', toString(key), '\": ', toString(amount)) FROM weir.ledger WHERE account = 'offset' ORDER BY key")
}

describe_topics() {
  topics >"$partial/topics.txt"
}

pack_into() {
  pack "${@:2}" >"$partial/$1"
}

backup_tables() {
  local answer
  answer=$(sql "BACKUP DATABASE weir TO ${tables_to:-File('$1')}") || fail "the tables were not backed up: $answer"
  [ -n "$dry_run" ] || [[ $answer == *BACKUP_CREATED* ]] || fail "the tables were not backed up: $answer"
}

write_manifest() {
  local folder=$1 file separator=
  {
    echo '{'
    echo '  "format": 1,'
    echo "  \"weir\": \"$(version)\","
    echo "  \"platform\": \"$platform\","
    echo "  \"created_at\": \"$(now)\","
    echo "  \"name\": \"$2\","
    echo "  \"savepoint\": \"$3\","
    echo "  \"epoch\": $(epoch),"
    echo "  \"clickhouse\": \"$(sql 'SELECT version()')\","
    echo '  "counted_offsets": {'
    [ -z "$counted" ] || sed '$!s/$/,/' <<<"$counted"
    echo '  },'
    echo '  "end_offsets": {'
    sed -n 's/^offsets \([^ ]*\) \([0-9]*\) [0-9]* \([0-9]*\)$/    "\1-\2": \3/p' "$folder/topics.txt" | sed '$!s/$/,/'
    echo '  },'
    echo '  "files": {'
    (cd "$folder" && sha256sum -- *.tar topics.txt) | sed 's/^\([0-9a-f]*\)  \(.*\)$/    "\2": "\1"/' | sed '$!s/$/,/'
    echo '  }'
    echo '}'
  } >"$folder/../$(basename "$folder").manifest"
  mv "$folder/../$(basename "$folder").manifest" "$folder/manifest.json"
}
