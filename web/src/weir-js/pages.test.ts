import assert from "node:assert/strict";
import { test } from "node:test";
import { describePage } from "./pages.ts";

const WATCH = { host: "shop.example.org", pathname: "/watch", search: "?mail=ada&utm_source=news", hash: "#t=5" };

test("describes a page without what its query may say about a person", () => {
  assert.deepEqual(describePage(WATCH, "", false), { host: "shop.example.org", path: "/watch", utm_source: "news" });
});

test("tells pages apart by the hash if asked to", () => {
  assert.equal(describePage(WATCH, "", true)["path"], "/watch#t=5");
});

test("names the site that a visitor came from, but not its page", () => {
  assert.equal(describePage(WATCH, "https://search.example/?q=secret", false)["referrer"], "search.example");
  assert.equal(describePage(WATCH, "https://shop.example.org/cart", false)["referrer"], undefined);
});
