/** Coverage of standard objects. */
import type { CoverageRow, CoverageSection } from '../engine/errors.ts';
import { standardCatalogue } from './standard.ts';

/** Objects whose rows say less than the platform's. */
const notes: Readonly<Record<string, string>> = {
  DatedConversionRate: 'always empty, writing is refused by name: Advanced Currency Management is off',
};
const computed = 'its rows are computed by whoever answers queries on it; there is no table';

function rows(): readonly CoverageRow[] {
  return [...standardCatalogue().values()]
    .map((object): CoverageRow =>
      object.virtual ? { feature: object.name, state: 'partly', note: computed } : partlyOrWhole(object.name),
    )
    .sort((a, b) => (a.feature < b.feature ? -1 : 1));
}

function partlyOrWhole(feature: string): CoverageRow {
  const note = notes[feature];
  return note === undefined ? { feature, state: 'supported' } : { feature, state: 'partly', note };
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
      { feature: 'Custom object (__c) with share and history objects', state: 'supported' },
      { feature: 'Custom metadata type (__mdt)', state: 'supported' },
      { feature: 'Platform event (__e)', state: 'supported' },
      { feature: 'Custom setting, list and hierarchy', state: 'supported' },
      {
        feature: 'External object (__x), big object (__b), article (__kav), change event',
        state: 'refused',
        note: 'refused by name',
      },
    ],
  },
];
