// The chart of any metric. The controls, the address and the query of GET /metrics always say the same.
import { addressOf, allowed, choiceOf, FIRST_CHOICE, isDrawn, queryOf, RANGES, type Choice } from "./address.ts";
import type { Answer, CatalogueMetric } from "./answers.ts";
import { shapeOf, type Interval, type Shape } from "./catalogue.ts";
import { ChartCard } from "./chart-card.ts";
import { plusDays, today, zones } from "./days.ts";
import { byId, element, nameOf, setText } from "../shared/elements.ts";
import type { FreshnessLabels } from "./freshness.ts";

const INTERVALS: Record<Interval, string> = {
  minute: "Minutes",
  hour: "Hours",
  day: "Days",
  total: "The whole range",
};

const DAYS = "days";

export class Explore {
  readonly #changed: () => void;
  readonly #card: ChartCard;
  readonly #metric = byId("metric", HTMLSelectElement);
  readonly #range = byId("range", HTMLSelectElement);
  readonly #from = byId("from", HTMLInputElement);
  readonly #to = byId("to", HTMLInputElement);
  readonly #interval = byId("interval", HTMLSelectElement);
  readonly #zone = byId("zone", HTMLSelectElement);
  readonly #by = byId("by", HTMLElement);
  readonly #filterGroup = byId("filter-group", HTMLSelectElement);
  readonly #filterValue = byId("filter-value", HTMLInputElement);
  #shapes = new Map<string, Shape>();
  #choice: Choice = FIRST_CHOICE;

  /** @param changed called when another query is needed */
  constructor(labels: FreshnessLabels, changed: () => void) {
    this.#changed = changed;
    this.#card = new ChartCard(byId("explore", HTMLElement), () => this.#choice.metric, "lines", labels);
    const chosen = choiceOf(location.search);
    if (chosen !== null) {
      this.#choice = chosen;
    }
    this.#range.append(...Object.entries(RANGES).map(([value, { name }]) => option(value, name)));
    this.#range.append(option(DAYS, "From … to …"));
    this.#zone.append(...zones().map((zone) => option(zone, zone)));
    this.#listen();
  }

  /** Shows the chart of a shared address first. */
  scrollToShared(): void {
    if (choiceOf(location.search) !== null) {
      byId("explore", HTMLElement).scrollIntoView();
    }
  }

  know(metrics: CatalogueMetric[]): void {
    this.#shapes = new Map(metrics.map((metric) => [metric.metric, shapeOf(metric)]));
    this.#metric.replaceChildren(...metrics.map(({ metric }) => option(metric, metric)));
    if (!this.#shapes.has(this.#choice.metric)) {
      this.#card.say(`This gateway has no metric ${this.#choice.metric}.`);
    }
    this.#show();
  }

  /** The query of GET /metrics; null before the catalogue is known. */
  query(now: number): string | null {
    const shape = this.#shapes.get(this.#choice.metric);
    return shape === undefined ? null : queryOf(this.#choice, shape, now);
  }

  answered(answer: Answer, query: string): void {
    const shape = this.#shapes.get(this.#choice.metric);
    if (shape !== undefined && query === queryOf(this.#choice, shape, Date.now())) {
      this.#card.show(answer, query, this.#choice, shape);
    }
  }

  failed(message: string): void {
    this.#card.say(message);
  }

  redraw(): void {
    this.#card.redraw();
  }

  #listen(): void {
    byId("controls", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
    this.#metric.addEventListener("change", () => this.#choose({ metric: this.#metric.value, only: [] }));
    this.#range.addEventListener("change", () => this.#choose(this.#rangeChosen()));
    this.#interval.addEventListener("change", () => this.#choose({ interval: this.#interval.value as Interval }));
    this.#zone.addEventListener("change", () => this.#choose({ zone: this.#zone.value }));
    for (const day of [this.#from, this.#to]) {
      day.addEventListener("change", () => {
        if (this.#from.value !== "" && this.#to.value !== "") {
          this.#choose({ from: this.#from.value, to: this.#to.value });
        }
      });
    }
    byId("filter-add", HTMLButtonElement).addEventListener("click", () => this.#addFilter());
    this.#filterValue.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        this.#addFilter();
      }
    });
    addEventListener("popstate", () => {
      this.#choice = choiceOf(location.search) ?? FIRST_CHOICE;
      this.#show();
      this.#changed();
    });
  }

  #rangeChosen(): Partial<Choice> {
    if (this.#range.value !== DAYS) {
      return { range: this.#range.value };
    }
    const to = today(Date.now(), this.#choice.zone);
    return { range: "", from: this.#choice.from || plusDays(to, -6), to: this.#choice.to || to };
  }

  #addFilter(): void {
    const value = this.#filterValue.value;
    if (this.#filterGroup.value !== "" && value !== "") {
      this.#filterValue.value = "";
      this.#choose({ only: [...this.#choice.only, [this.#filterGroup.value, value]] });
    }
  }

  #choose(changes: Partial<Choice>): void {
    const shape = this.#shapes.get(changes.metric ?? this.#choice.metric);
    if (shape !== undefined) {
      this.#choice = allowed({ ...this.#choice, ...changes }, shape, Date.now());
      history.pushState(null, "", addressOf(this.#choice));
      this.#show();
      this.#changed();
    }
  }

  /** Shows the choice in the controls. */
  #show(): void {
    const shape = this.#shapes.get(this.#choice.metric);
    if (shape === undefined) {
      return;
    }
    const choice = (this.#choice = allowed(this.#choice, shape, Date.now()));
    const hasMinutes = shape.intervals.includes("minute");
    this.#metric.value = choice.metric;
    this.#range.value = choice.range === "" ? DAYS : choice.range;
    for (const item of this.#range.options) {
      item.disabled = RANGES[item.value]?.hours !== undefined && !hasMinutes;
    }
    this.#from.value = choice.from;
    this.#to.value = choice.to;
    byId("from-field", HTMLElement).hidden = choice.range !== "";
    byId("to-field", HTMLElement).hidden = choice.range !== "";
    const intervals = shape.intervals.filter((interval) => isDrawn(interval, choice, Date.now()));
    this.#interval.replaceChildren(...intervals.map((interval) => option(interval, INTERVALS[interval])));
    this.#interval.value = choice.interval;
    // Some time zones have several names, of which browsers list one.
    if (![...this.#zone.options].some((known) => known.value === choice.zone)) {
      this.#zone.append(option(choice.zone, choice.zone));
    }
    this.#zone.value = choice.zone;
    byId("zone-field", HTMLElement).hidden = !shape.hasZones;
    byId("by-field", HTMLElement).hidden = shape.groups.length === 0;
    byId("filter-field", HTMLElement).hidden = shape.groups.length === 0;
    this.#showGroups(shape, choice);
    setText(byId("metric-description", HTMLElement), shape.description);
  }

  #showGroups(shape: Shape, choice: Choice): void {
    const focused = document.activeElement;
    const focusedGroup = focused instanceof HTMLInputElement && this.#by.contains(focused) ? focused.value : null;
    this.#by.replaceChildren(
      ...shape.groups.map((group) => {
        const box = element("input", {
          type: "checkbox",
          value: group,
          checked: choice.by.includes(group) || (choice.interval === "total" && shape.name === "views"),
          disabled: shape.allGroups || (choice.interval === "total" && shape.name === "views"),
        });
        box.addEventListener("change", () => this.#choose({ by: this.#checked() }));
        return element("label", {}, box, nameOf(group));
      }),
    );
    this.#by.querySelectorAll("input").forEach((box) => box.value === focusedGroup && box.focus());
    this.#filterGroup.replaceChildren(...shape.groups.map((group) => option(group, group)));
    byId("filters", HTMLUListElement).replaceChildren(...choice.only.map((_only, index) => this.#chip(choice, index)));
  }

  #checked(): string[] {
    return [...this.#by.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
  }

  #chip(choice: Choice, index: number): HTMLElement {
    const [group, value] = choice.only[index]!;
    const remove = element("button", { type: "button", ariaLabel: `Remove the filter ${group} ${value}` }, "×");
    remove.addEventListener("click", () => {
      this.#choose({ only: choice.only.filter((_only, other) => other !== index) });
      this.#filterValue.focus();
    });
    return element("li", {}, nameOf(group), " is ", nameOf(value), remove);
  }
}

function option(value: string, text: string): HTMLOptionElement {
  return element("option", { value }, text);
}
