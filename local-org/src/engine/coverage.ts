/**
 * What a folder supports, partly supports or refuses, as data. Each folder may export `coverage` from its `coverage.ts`;
 * scripts/coverage.ts turns all of them into docs/local-org/coverage.md.
 */
export interface CoverageSection {
  readonly title: string;
  /** One or two sentences: what the rows are, where the names come from. */
  readonly introduction: string;
  readonly rows: readonly CoverageRow[];
}

export interface CoverageRow {
  readonly feature: string;
  readonly state: 'supported' | 'partly' | 'refused';
  /** What is missing, or how it is refused. */
  readonly note?: string;
}
