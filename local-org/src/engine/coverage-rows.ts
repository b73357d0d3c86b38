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

/** One feature of a section. */
export interface CoverageRow {
  readonly feature: string;
  readonly state: 'supported' | 'partly' | 'refused';
  /** What is missing, or how it is refused. */
  readonly note?: string;
}

/** The row of a feature that is there as on the platform. */
export function supported(feature: string): CoverageRow {
  return { feature, state: 'supported' };
}

/** The row of a feature of which something is missing, which the note names. */
export function partly(feature: string, note: string): CoverageRow {
  return { feature, state: 'partly', note };
}

/** The row of a feature that fails, by the name of what is missing unless the note says how. */
export function refused(feature: string, note = 'refused by name'): CoverageRow {
  return { feature, state: 'refused', note };
}

/** Rows of features that are supported but for what `notes` says of some. */
export function supportedOrPartly(
  features: readonly string[],
  notes: Readonly<Record<string, string>>,
): readonly CoverageRow[] {
  return features.map((feature) => {
    const note = notes[feature];
    return note === undefined ? supported(feature) : partly(feature, note);
  });
}
