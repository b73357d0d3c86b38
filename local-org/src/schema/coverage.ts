/** Coverage of standard objects. */
import { refused, supported, supportedOrPartly } from '../engine/coverage-rows.ts';
import type { CoverageRow, CoverageSection } from '../engine/coverage-rows.ts';
import { standardCatalogue } from './standard.ts';

/** Objects whose rows say less than the platform's. */
const notes: Readonly<Record<string, string>> = {
  DatedConversionRate: 'always empty, writing is refused by name: Advanced Currency Management is off',
};
const computed = 'its rows are computed by whoever answers queries on it; there is no table';

function rows(): readonly CoverageRow[] {
  const objects = [...standardCatalogue().values()];
  const computedOnes = objects.filter((object) => object.virtual).map(({ name }) => [name, computed] as const);
  const names = objects.map(({ name }) => name).sort();
  return supportedOrPartly(names, { ...notes, ...Object.fromEntries(computedOnes) });
}

export const coverage: readonly CoverageSection[] = [
  {
    title: 'Standard objects',
    introduction:
      'Objects with their fields, types, picklists, key prefixes and child relationships. Lengths and picklists of rarely used fields are those of their kind, not of the platform. Other standard objects and fields of the platform are refused by their names.',
    rows: rows(),
  },
  {
    title: 'Kinds of objects',
    introduction: 'What a CustomObject file may define.',
    rows: [
      supported('Custom object (__c) with share and history objects'),
      supported('Custom metadata type (__mdt)'),
      supported('Platform event (__e)'),
      supported('Custom setting, list and hierarchy'),
      refused('External object (__x), big object (__b), article (__kav), change event'),
    ],
  },
];
