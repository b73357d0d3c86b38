/** Line coverage of classes and triggers, summed over the engines of a run. Test classes have none, as on the platform. */
import type { Coverage, Program } from '../runtime/program.ts';

export interface ClassCoverage {
  readonly name: string;
  readonly kind: 'Class' | 'Trigger';
  readonly file: string;
  /** Executable lines with the number of their executions. */
  readonly lines: ReadonlyMap<number, number>;
  readonly covered: number;
  readonly total: number;
}

interface Measured {
  program(): Program;
  coverage(): ReadonlyMap<string, Coverage>;
}

/** What one test or set-up method executed of one class or trigger. */
export interface MethodCoverage {
  readonly testClass: string;
  readonly method: string;
  /** Name of the class or trigger. */
  readonly covers: string;
  /** Executed lines, ascending; never empty. */
  readonly lines: readonly number[];
}

/** Watches the lines that are executed from now on; the function it gives tells them. Test classes are left out, as on the platform. */
export function watchCoverage(engine: Measured): (testClass: string, method: string) => readonly MethodCoverage[] {
  const before = Array.from(engine.coverage().values(), ({ unit, counts }) => ({
    unit,
    counts,
    known: counts.slice(),
  }));
  return (testClass, method) =>
    before.flatMap(({ unit, counts, known }) => {
      const lines = unit.coverableLines.filter((line) => counts[line] !== known[line]);
      return lines.length === 0 || isTestUnit(engine, unit) ? [] : [{ testClass, method, covers: unit.name, lines }];
    });
}

const isTestUnit = (engine: Measured, { kind, name }: Coverage['unit']): boolean =>
  kind === 'anonymous' || (kind === 'class' && (engine.program().find(name)?.test ?? false));

export function classCoverage(engines: readonly Measured[]): readonly ClassCoverage[] {
  const [first] = engines;
  if (!first) return [];
  const found: ClassCoverage[] = [];
  for (const [key, { unit }] of first.coverage()) {
    if (isTestUnit(first, unit)) continue;
    const lines = new Map<number, number>();
    for (const line of unit.coverableLines) {
      lines.set(
        line,
        engines.reduce((sum, engine) => sum + (engine.coverage().get(key)?.counts[line] ?? 0), 0),
      );
    }
    const covered = [...lines.values()].filter((count) => count > 0).length;
    found.push({
      name: unit.name,
      kind: unit.kind === 'class' ? 'Class' : 'Trigger',
      file: unit.file,
      lines,
      covered,
      total: lines.size,
    });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Share of covered lines over all classes, 0 to 100; 100 when nothing can be covered. */
export function coveredPercent(coverage: readonly Pick<ClassCoverage, 'covered' | 'total'>[]): number {
  const total = coverage.reduce((sum, one) => sum + one.total, 0);
  const covered = coverage.reduce((sum, one) => sum + one.covered, 0);
  return total === 0 ? 100 : (covered / total) * 100;
}
