/** What a tour saw, and where: the table that it ends in. */

export interface Observation {
  readonly step: number;
  /** What should hold, as a sentence. */
  readonly claim: string;
  /** Page, API or neighbour where it was looked for. */
  readonly where: string;
  readonly seen: string;
}

export interface EvidenceBook {
  readonly observations: readonly Observation[];
  /** Records what was seen. */
  note(step: number, claim: string, where: string, seen: string): void;
}

/** A book that says each line as it is written. */
export function openEvidenceBook(say: (line: string) => void): EvidenceBook {
  const observations: Observation[] = [];
  return {
    observations,
    note(step, claim, where, seen) {
      observations.push({ step, claim, where, seen });
      say(`  ${step}. ${claim}: ${seen}`);
    },
  };
}

/** The table for people. */
export function evidenceTable(observations: readonly Observation[]): string {
  const width = (pick: (row: Observation) => string) => Math.max(...observations.map((row) => pick(row).length));
  const claims = width((row) => row.claim);
  const places = width((row) => row.where);
  return observations
    .map((row) => `${row.step}  ${row.claim.padEnd(claims)}  ${row.where.padEnd(places)}  ${row.seen}`)
    .join('\n');
}
