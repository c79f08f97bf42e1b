// A chart on a canvas, drawn by uPlot. What it shows is also in a table beside it.
import uPlot from "uplot";
import { compact, exact } from "./format.ts";
import { element, nameOf } from "../shared/elements.ts";
import type { Series } from "./series.ts";
import { colour } from "../shared/theme.ts";
import { axisWriter, writer } from "./times.ts";

export type Style = "lines" | "bars";

const FONT = "12px system-ui, sans-serif";

/** Up to so many points are marked: a line needs two. */
const MARKED_POINTS = 40;

export class Chart {
  readonly #holder: HTMLElement;
  readonly #tip = element("div", { className: "tip", hidden: true });
  readonly #style: Style;
  #plot: uPlot | null = null;
  #drawn = "";
  #series: Series = { times: [], lines: [], left: 0 };
  #interval = "day";
  #zone = "UTC";

  constructor(holder: HTMLElement, style: Style) {
    this.#holder = holder;
    this.#style = style;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(holder);
  }

  draw(series: Series, interval: string, zone: string): void {
    this.#series = series;
    this.#interval = interval;
    this.#zone = zone;
    const shown = JSON.stringify([series.lines.map((line) => line.name), interval, zone, colour("text")]);
    if (this.#plot === null || shown !== this.#drawn) {
      this.#drawn = shown;
      this.#create();
    } else {
      this.#plot.setData(this.#data());
    }
  }

  /** Draws with the colours of the present theme. */
  redraw(): void {
    if (this.#plot !== null) {
      this.draw(this.#series, this.#interval, this.#zone);
    }
  }

  get canvas(): HTMLCanvasElement | null {
    return this.#plot?.ctx.canvas ?? null;
  }

  /** The size that page.css gives to the chart. */
  #size(): { width: number; height: number } {
    return { width: this.#holder.clientWidth, height: this.#holder.clientHeight };
  }

  #data(): uPlot.AlignedData {
    return [this.#series.times, ...this.#series.lines.map((line) => line.values)];
  }

  #create(): void {
    this.#plot?.destroy();
    const written = axisWriter(this.#interval, this.#zone);
    const axis = { stroke: colour("quiet"), font: FONT, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), this.#interval === "day" ? "UTC" : this.#zone),
        scales: { y: { range: (_plot, min, max) => rangeOf(min, max) } },
        axes: [
          { ...axis, grid: { show: false }, size: 30, values: (_plot, splits) => splits.map(written) },
          {
            ...axis,
            grid: { stroke: colour("grid"), width: 1 },
            size: 52,
            values: (_plot, splits) => splits.map((value) => (value === null ? "" : compact(value))),
          },
        ],
        series: [{}, ...this.#series.lines.map((_line, index) => this.#seriesOptions(index))],
        hooks: { setCursor: [(plot) => this.#point(plot)] },
      },
      this.#data(),
      this.#holder,
    );
    this.#plot.over.append(this.#tip);
  }

  #seriesOptions(index: number): uPlot.Series {
    const stroke = colour(`line-${index + 1}`);
    if (this.#style === "bars") {
      return { stroke, fill: stroke, width: 0, points: { show: false }, paths: uPlot.paths.bars!({ size: [0.75, 24] }) };
    }
    return {
      stroke,
      width: 2,
      spanGaps: true,
      points: { show: this.#series.times.length <= MARKED_POINTS, size: 5, fill: stroke },
      ...(this.#series.lines.length === 1 ? { fill: `${stroke}22` } : {}),
    };
  }

  /** Shows the values at the pointer. */
  #point(plot: uPlot): void {
    const index = plot.cursor.idx;
    const time = index == null ? undefined : this.#series.times[index];
    this.#tip.hidden = time === undefined || (plot.cursor.left ?? -1) < 0;
    if (time === undefined || index == null) {
      return;
    }
    const lines = this.#series.lines.map((line) => {
      const value = line.values[index];
      return element("div", {}, nameOf(line.name), " ", element("b", {}, value == null ? "–" : exact(value)));
    });
    this.#tip.replaceChildren(element("div", {}, writer(this.#interval, this.#zone)(time)), ...lines);
    const left = plot.cursor.left ?? 0;
    const isRight = left > plot.over.clientWidth / 2;
    this.#tip.style.left = isRight ? "auto" : `${left + 12}px`;
    this.#tip.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : "auto";
  }
}

/** Counts begin at zero, so that heights can be compared. */
function rangeOf(min: number | null, max: number | null): uPlot.Range.MinMax {
  const low = Math.min(0, min ?? 0);
  const high = Math.max(0, max ?? 0);
  return low === high ? [0, 1] : [low * 1.05, high * 1.05];
}
