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

const LONGEST = { where: 48, seen: 90 };

/** The table for people: long texts are cut, the running lines above it have them whole. */
export function evidenceTable(observations: readonly Observation[]): string {
  const rows = [...observations]
    .sort((one, other) => one.step - other.step)
    .map((row) => [String(row.step), row.claim, cut(row.where, LONGEST.where), cut(row.seen, LONGEST.seen)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

function cut(words: string, longest: number): string {
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
}
