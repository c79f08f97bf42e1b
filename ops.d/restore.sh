# Restores a backup into an empty stack.
restore() {
  [ $# = 1 ] || misused "restore needs the folder of a backup."
  local backup=$1 manifest=$1/manifest.json begin
  [ -f "$manifest" ] || fail "$backup is not a complete backup: it has no manifest.json."
  grep -q '"format": 1,' "$manifest" || fail "$manifest was written by another version of ./ops."
  begin=$(date +%s)
  timed "checking the files" check_files "$backup"
  refuse_existing
  restore_all "$backup" "$(entry name)" "$(entry epoch)"
  say "restored in $(($(date +%s) - begin)) s"
}

# Prints a value of the manifest.
entry() {
  sed -n "s/^  \"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\$/\1/p" "$manifest"
}

check_files() {
  (cd "$1" && sed -n '/^  "files": {$/,/^  }$/s/^    "\(.*\)": "\([0-9a-f]*\)",\{0,1\}$/\2  \1/p' manifest.json |
    sha256sum --check --quiet --strict) >&2 || fail "the backup $1 is damaged, and nothing was restored."
  [ -f "$1/tables.tar" ] || [ -n "$tables_from" ] ||
    fail "the tables of this backup are elsewhere: name the place with --tables-from."
}
