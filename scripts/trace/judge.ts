/** From rows and evidence to a verdict for each row of the register. */
import type { Evidence } from './evidence.ts';
import type { RequirementRow } from './register.ts';

export interface Verdict {
  readonly id: string;
  readonly status: 'proved' | 'partly' | 'open';
  readonly acceptance: string;
  readonly evidence: readonly string[];
}

/**
 * An observation is proved by a passing whole-path test; a row by its own whole-path test, or by all of its observations.
 * Any other passing test makes it partly proved. A failing test with the id keeps it from being proved.
 */
export function judge(rows: readonly RequirementRow[], evidence: readonly Evidence[]): readonly Verdict[] {
  const byId = Map.groupBy(evidence, (entry) => entry.id);
  const statusOf = (id: string): Verdict['status'] => {
    const found = byId.get(id) ?? [];
    const passed = found.filter((entry) => entry.passed);
    if (passed.length === 0) return 'open';
    return passed.length === found.length && passed.some((entry) => entry.wholePath) ? 'proved' : 'partly';
  };
  const observations = Map.groupBy(
    rows.filter((row) => row.parent),
    (row) => row.parent ?? '',
  );
  return rows.map((row) => {
    const letters = observations.get(row.id) ?? [];
    return {
      id: row.id,
      acceptance: row.acceptance,
      status:
        letters.length > 0
          ? combined(
              letters.map((letter) => statusOf(letter.id)),
              statusOf(row.id),
            )
          : statusOf(row.id),
      evidence: (byId.get(row.id) ?? []).map((entry) => (entry.passed ? entry.title : `FAILED: ${entry.title}`)),
    };
  });
}

function combined(letters: readonly Verdict['status'][], own: Verdict['status']): Verdict['status'] {
  if (letters.every((status) => status === 'proved')) return 'proved';
  return letters.some((status) => status !== 'open') || own !== 'open' ? 'partly' : 'open';
}
