/** A section of a report; metrics by name. */
export interface Chart {
  title: string;
  text: string;
  /** Each in a chart of its own, with its bands. */
  bands: readonly string[];
  /** Medians in one chart. */
  lines: readonly string[];
  /** Shares that add up to 1, one upon another. */
  parts: readonly string[];
}
