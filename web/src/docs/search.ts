// The index of the search, which the build writes and the pages load.
import type { Options } from "minisearch";

/** A part of a document that can be found. */
export interface Entry {
  readonly id: number;
  /** The address below /docs. */
  readonly address: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
  readonly excerpt: string;
}

export const OPTIONS: Options<Entry> = {
  fields: ["title", "heading", "text"],
  storeFields: ["address", "title", "heading", "excerpt"],
  searchOptions: {
    boost: { title: 3, heading: 4 },
    combineWith: "AND",
    fuzzy: (term) => (term.length > 4 ? 0.15 : false),
    prefix: true,
  },
};
