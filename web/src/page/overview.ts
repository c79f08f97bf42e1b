// The numbers at the top: events, views, top videos and active users.
import { FIRST_CHOICE, STEP_MILLIS, queryOf, type Choice } from "./address.ts";
import type { Answer, Row } from "./answers.ts";
import { shapeOf } from "./catalogue.ts";
import { ChartCard } from "./chart-card.ts";
import { byId, setText } from "../shared/elements.ts";
import { exact } from "./format.ts";
import type { FreshnessLabels } from "./freshness.ts";
import { drawRanking } from "./ranking.ts";
import { timeOf } from "./series.ts";

const TOP_VIDEOS = 10;
const HOUR_SECONDS = 3_600;

const HOUR: Choice = { ...FIRST_CHOICE, metric: "events", range: "1h", interval: "minute" };
const ACTIVE: Choice = { ...FIRST_CHOICE, metric: "active_users", range: "30d" };
const EVENTS = shapeOf({ metric: "events", description: "" });
const ACTIVE_USERS = shapeOf({ metric: "active_users", description: "" });

export class Overview {
  readonly #labels: FreshnessLabels;
  readonly #hour: ChartCard;
  readonly #active: ChartCard;

  constructor(labels: FreshnessLabels) {
    this.#labels = labels;
    this.#hour = new ChartCard(byId("hour", HTMLElement), () => "Events by minute", "bars", labels);
    this.#active = new ChartCard(byId("active", HTMLElement), () => "Active users", "lines", labels);
  }

  /** The queries of GET /metrics, and what shows the answer to each. They hold until the next step of the clock. */
  queries(now: number): Map<string, (answer: Answer) => void> {
    const hour = queryOf(HOUR, EVENTS, now);
    const active = queryOf(ACTIVE, ACTIVE_USERS, now);
    return new Map([
      [hour, (answer) => this.#showHour(answer, hour)],
      ["metric=views&group_by=day", (answer) => this.#showViews(answer)],
      [`metric=views&group_by=video_id&limit=${TOP_VIDEOS}`, (answer) => this.#showTop(answer)],
      [active, (answer) => this.#showActive(answer, active)],
    ]);
  }

  redraw(): void {
    this.#hour.redraw();
    this.#active.redraw();
  }

  /** The query begins up to a step of the clock earlier than an hour ago. */
  #showHour(answer: Answer, query: string): void {
    const begin = Math.floor(Date.now() / 60_000) * 60 - HOUR_SECONDS;
    const rows = answer.rows.filter((row) => timeOf(row) > begin);
    const from = new Date((begin + 60) * 1000).toISOString();
    this.#tile("events-last-hour", exact(sum(rows, "events")), answer);
    this.#hour.show({ ...answer, from, rows }, query, HOUR, EVENTS);
  }

  #showViews(answer: Answer): void {
    this.#tile("views-today", exact(sum(answer.rows, "views")), answer);
  }

  #showTop(answer: Answer): void {
    const entries = answer.rows.map((row) => ({ name: String(row["video_id"]), value: Number(row["views"]) }));
    drawRanking(byId("top-videos", HTMLOListElement), entries);
    byId("top-videos-none", HTMLElement).hidden = entries.length > 0;
    this.#labels.show(byId("top-videos-fresh", HTMLElement), answer.freshness);
  }

  #showActive(answer: Answer, query: string): void {
    const today = answer.rows.find((row) => row["day"] === answer.to);
    // A day without active users has no row.
    this.#tile("dau", exact(Number(today?.["dau"] ?? 0)), answer);
    for (const column of ["wau", "mau"]) {
      this.#tile(column, today === undefined ? "–" : exact(Number(today[column])), answer);
    }
    this.#active.show(answer, query, ACTIVE, ACTIVE_USERS);
  }

  #tile(id: string, text: string, answer: Answer): void {
    setText(byId(id, HTMLElement), text);
    this.#labels.show(byId(`${id}-fresh`, HTMLElement), answer.freshness);
  }
}

/** The range of the queries moves in steps of this length. Midnight is a multiple of it. */
export const OVERVIEW_STEP_MILLIS = STEP_MILLIS;

function sum(rows: Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}
