// The JSON of the gateway that the page reads. docs/api.md describes it.

export interface Bucket {
  le: number;
  count: number;
}

export type Row = Record<string, string | number | null | Bucket[]>;

/** The response of GET /metrics. */
export interface Answer {
  metric: string;
  from: string;
  to: string;
  truncated: boolean;
  freshness: { as_of: string | null; lag_ms: number | null };
  since?: string | null;
  rows: Row[];
}

/** A metric of the catalogue, GET /metrics without parameters. */
export interface CatalogueMetric {
  metric: string;
  description: string | null;
  aggregate?: string;
  groups?: string[];
  measured?: boolean | null;
}

/** The response of GET /status. What is not known is null. */
export interface Status {
  first_event: boolean | null;
  ingest: {
    events_per_second: number | null;
    refused: { code: string; last_15_minutes: number; last_minute: number }[];
  } | null;
  job: {
    lag_events: number | null;
    as_of: string | null;
    lag_ms: number | null;
    checkpoint: { number: number; completed_at: string | null } | null;
    behind: boolean | null;
    message: string | null;
  } | null;
  ledger: {
    checked_at: string | null;
    balanced: boolean | null;
    read: number | null;
    counted: number | null;
    duplicates: number | null;
    late: number | null;
    dead: number | null;
    message: string | null;
  } | null;
}

/** The response of GET /events/{event_id}. */
export interface Fates {
  fate: string;
  copies: {
    fate: string;
    why: string;
    partition?: number;
    offset?: number;
    received_at?: string;
    dead_letter?: string;
  }[];
}
