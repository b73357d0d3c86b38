/** Coverage of the formula language. */
import { refused, supported } from '../engine/coverage-rows.ts';
import type { CoverageSection } from '../engine/coverage-rows.ts';
import { formulaFunctionNames } from './functions/registry.ts';

const functions = formulaFunctionNames();

export const coverage: readonly CoverageSection[] = [
  {
    title: 'Formulas',
    introduction:
      'Formula fields (also in SOQL filters), default values, validation rules and roll-up filters; functions by their names in Help, "Formula Operators and Functions".',
    rows: [
      supported(
        'Operators, parent paths, $User, $Profile, $UserRole, $RecordType, $Permission, $Label, $CustomMetadata, $Api server addresses',
      ),
      refused('Every other $ global ($Setup, $Organization, $System …)'),
      refused('Geolocation fields'),
      ...functions.supported.map((feature) => supported(feature)),
      ...functions.refused.map((feature) => refused(feature)),
    ],
  },
];
