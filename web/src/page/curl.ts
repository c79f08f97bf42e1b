// Commands that people copy into a terminal.

/** Quotes a word for any POSIX shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that gets the numbers of a chart. It names the variable that should have the token, never the token. */
export function curlOf(url: string, needsToken: boolean): string {
  return `curl -s ${quoted(url)}${needsToken ? ' -H "Authorization: Bearer $TOKEN"' : ""}`;
}
