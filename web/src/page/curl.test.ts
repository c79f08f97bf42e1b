import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { curlOf, quoted } from "./curl.ts";

test("quotes words so that a shell reads them as they are", () => {
  for (const word of ["plain", "it's", `"$HOME" \`id\` \\ & ; \n end`, "''"]) {
    assert.equal(execFileSync("sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" }), word);
  }
});

test("names the variable with the token", () => {
  assert.equal(curlOf("http://h/metrics?a=b", false), "curl -s 'http://h/metrics?a=b'");
  assert.match(curlOf("http://h/metrics?a=b", true), /-H "Authorization: Bearer \$TOKEN"$/);
});
