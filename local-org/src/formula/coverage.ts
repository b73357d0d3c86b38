/** Coverage of the formula language. */
import type { CoverageRow, CoverageSection } from '../engine/errors.ts';
import { formulaFunctionNames } from './functions/registry.ts';

const { supported, refused } = formulaFunctionNames();

export const coverage: readonly CoverageSection[] = [
  {
    title: 'Formulas',
    introduction:
      'Formula fields (also in SOQL filters), default values, validation rules and roll-up filters; functions by their names in Help, "Formula Operators and Functions".',
    rows: [
      {
        feature:
          'Operators, parent paths, $User, $Profile, $UserRole, $RecordType, $Permission, $Label, $CustomMetadata, $Api server addresses',
        state: 'supported',
      },
      {
        feature: 'Every other $ global ($Setup, $Organization, $System …)',
        state: 'refused',
        note: 'refused by name',
      },
      { feature: 'Geolocation fields', state: 'refused', note: 'refused by name' },
      ...supported.map((feature): CoverageRow => ({ feature, state: 'supported' })),
      ...refused.map((feature): CoverageRow => ({ feature, state: 'refused', note: 'refused by name' })),
    ],
  },
];
