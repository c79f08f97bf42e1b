// A chart with its freshness, its table, and the ways to take it along: as an address, CSV, a picture and a command.
import { addressOf, type Choice } from "./address.ts";
import type { Answer } from "./answers.ts";
import type { Shape } from "./catalogue.ts";
import { Chart, type Style } from "./chart.ts";
import { copies } from "../shared/copying.ts";
import { curlOf } from "./curl.ts";
import { element, nameOf, offer, setText } from "../shared/elements.ts";
import { exact } from "./format.ts";
import type { FreshnessLabels } from "./freshness.ts";
import { pictureOf } from "./picture.ts";
import { drawRanking } from "./ranking.ts";
import { request } from "./requests.ts";
import { rankingOf, seriesOf, type Line, type Ranking, type Series } from "./series.ts";
import { token } from "./session.ts";
import { writer } from "./times.ts";

/** A longer table is hard to read on a page; CSV has all rows. */
const MOST_TABLE_ROWS = 400;

export class ChartCard {
  readonly #title: () => string;
  readonly #labels: FreshnessLabels;
  readonly #chart: Chart;
  readonly #plot = element("div", { className: "plot" });
  readonly #ranking = element("ol", { className: "ranking", hidden: true });
  readonly #legend = element("ul", { className: "legend" });
  readonly #note = element("p", { className: "quiet", hidden: true });
  readonly #fresh = element("p", { className: "quiet fresh" });
  readonly #link = element("a", { className: "action" }, "Link");
  readonly #csv = element("a", { className: "action", download: "" }, "CSV");
  readonly #command = element("code");
  /** Hidden until there is an answer to take along. */
  readonly #actions = element("div", { className: "actions", hidden: true });
  readonly #table = element("table", { className: "numbers" });
  readonly #details = element("details");
  #series: Series = { times: [], lines: [], left: 0 };
  #entries: Ranking | null = null;
  #times = writer("day", "UTC");

  constructor(section: HTMLElement, title: () => string, style: Style, labels: FreshnessLabels) {
    this.#title = title;
    this.#labels = labels;
    this.#plot.setAttribute("role", "img");
    this.#chart = new Chart(this.#plot, style);
    section.append(this.#legend, this.#plot, this.#ranking, this.#note, this.#bottom(), this.#details);
    this.#details.addEventListener("toggle", () => this.#fillTable());
  }

  show(answer: Answer, query: string, choice: Choice, shape: Shape): void {
    this.#times = writer(choice.interval, choice.zone);
    const isRanking = choice.interval === "total";
    this.#plot.hidden = isRanking;
    this.#ranking.hidden = !isRanking;
    if (isRanking) {
      this.#entries = rankingOf(answer, choice, shape);
      this.#series = { times: [], lines: [], left: this.#entries.left };
      drawRanking(this.#ranking, this.#entries.entries);
    } else {
      this.#entries = null;
      this.#series = seriesOf(answer, choice, shape, Date.now());
      this.#chart.draw(this.#series, choice.interval, choice.zone);
    }
    this.#describe(answer);
    this.#legend.replaceChildren(...legendOf(this.#series.lines));
    this.#labels.show(this.#fresh, answer.freshness);
    this.#actions.hidden = false;
    this.#link.href = addressOf(choice);
    this.#csv.href = `metrics?${query}&format=csv`;
    setText(this.#command, curlOf(new URL(`metrics?${query}`, document.baseURI).href, token() !== null));
    this.#fillTable();
  }

  /** Says why there is no chart. */
  say(text: string): void {
    this.#note.hidden = text === "";
    setText(this.#note, text);
  }

  redraw(): void {
    this.#chart.redraw();
  }

  #describe(answer: Answer): void {
    const notes = [
      this.#series.left > 0 ? `${this.#series.left} smaller groups are not drawn; the CSV has them.` : "",
      answer.truncated ? "There are more rows than the page reads: choose a shorter range, or use the CSV." : "",
      answer.since ? `Includes events received since ${answer.since}.` : "",
      this.#entries?.entries.length === 0 ? "No events in this range." : "",
    ];
    this.say(notes.filter(Boolean).join(" "));
    const newest = this.#series.lines.map((line) => `${line.name}: ${exact(line.values.at(-1) ?? 0)}`);
    const last = this.#series.times.at(-1);
    this.#plot.setAttribute(
      "aria-label",
      last === undefined
        ? "An empty chart."
        : `Chart up to ${this.#times(last)}. ${newest.join(", ")}. The table below has every number.`,
    );
  }

  #bottom(): HTMLElement {
    this.#link.title = "This chart as an address to share";
    const png = element("button", { type: "button", className: "action" }, "PNG");
    const curl = element("button", { type: "button", className: "action" }, "curl");
    const copy = element("button", { type: "button" }, "Copy");
    const pre = element("pre", { tabIndex: 0 }, this.#command);
    pre.setAttribute("aria-label", "Command");
    const snippet = element("div", { className: "snippet", hidden: true }, pre, copy);
    curl.setAttribute("aria-expanded", "false");
    copies(copy, () => this.#command);
    png.addEventListener("click", () => void this.#savePicture());
    curl.addEventListener("click", () => {
      snippet.hidden = !snippet.hidden;
      curl.setAttribute("aria-expanded", String(!snippet.hidden));
    });
    this.#csv.addEventListener("click", (event) => {
      if (token() !== null) {
        // A link cannot carry the token.
        event.preventDefault();
        void this.#saveCsv();
      }
    });
    this.#actions.append(this.#link, this.#csv, png, curl);
    this.#details.append(
      element("summary", {}, "Numbers as a table"),
      element("div", { className: "scroll", tabIndex: 0 }, this.#table),
    );
    return element("div", { className: "card-bottom" }, this.#fresh, this.#actions, snippet);
  }

  async #saveCsv(): Promise<void> {
    try {
      const response = await request(this.#csv.href, "text/csv");
      offer(await response.blob(), "metrics.csv");
    } catch (failed) {
      this.say(failed instanceof Error ? failed.message : String(failed));
    }
  }

  async #savePicture(): Promise<void> {
    const canvas = this.#chart.canvas;
    if (canvas === null || this.#entries !== null) {
      this.say("A ranking has no picture; use the CSV.");
      return;
    }
    const picture = await pictureOf(canvas, this.#title(), this.#fresh.textContent ?? "", this.#series.lines);
    if (picture !== null) {
      offer(picture, "chart.png");
    }
  }

  #fillTable(): void {
    if (!this.#details.open) {
      return;
    }
    const { times, lines } = this.#series;
    const entries = this.#entries?.entries;
    const heads = entries ? ["Group", "Value"] : ["Time", ...lines.map((line) => line.name)];
    const rows = entries
      ? entries.map((entry) => [entry.name, exact(entry.value)])
      : times.map((time, index) => [
          this.#times(time),
          ...lines.map((line) => {
            const value = line.values[index];
            return value == null ? "–" : exact(value);
          }),
        ]);
    this.#table.replaceChildren(
      element("caption", { className: "hidden-text" }, this.#title()),
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, nameOf(head))))),
      element("tbody", {}, ...rows.reverse().slice(0, MOST_TABLE_ROWS).map(tableRow)),
    );
  }
}

function tableRow([head = "", ...cells]: string[]): HTMLElement {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, nameOf(head)),
    ...cells.map((cell) => element("td", {}, cell)),
  );
}

function legendOf(lines: Line[]): HTMLElement[] {
  return lines.length < 2
    ? []
    : lines.map((line, index) => {
        const swatch = element("span", { className: `swatch swatch-${index + 1}` });
        swatch.setAttribute("aria-hidden", "true");
        return element("li", {}, swatch, nameOf(line.name));
      });
}
