// A list with bars, the largest first.
import { element, nameOf } from "../shared/elements.ts";
import { exact } from "./format.ts";

export function drawRanking(list: HTMLOListElement, entries: { name: string; value: number }[]): void {
  const largest = entries[0]?.value ?? 0;
  list.replaceChildren(
    ...entries.map(({ name, value }) => {
      const item = element("li", {}, nameOf(name), element("span", { className: "count" }, exact(value)));
      item.style.setProperty("--share", largest > 0 ? String(Math.max(0, value / largest)) : "0");
      return item;
    }),
  );
}
