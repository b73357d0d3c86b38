/** `npm run check`: everything that can be said about the code without running it, the fast parts first. `--only name` runs one part. */
import { checkApexTypes, checkApexDomains, checkApexRules } from './checks/apex.ts';
import { checkApexAssertions } from './checks/apex-assertions.ts';
import { formatApex } from './checks/apex-format.ts';
import { checkConsole } from './checks/console.ts';
import { checkDataModel } from './checks/data-model.ts';
import { checkFieldRights } from './checks/field-rights.ts';
import { checkFolders } from './checks/folders.ts';
import { checkTranslations } from './checks/translations.ts';
import { checkVectors } from './checks/vectors.ts';
import { command, phase, type PhaseResult } from './support/phases.ts';

const bin =
  (name: string, ...args: readonly string[]) =>
  async () => {
    await command(name, args);
    return undefined;
  };

const PARTS: readonly (readonly [string, () => Promise<{ readonly skipped: string } | undefined>])[] = [
  ['folders', checkFolders],
  ['Apex tests assert', checkApexAssertions],
  ['vectors', checkVectors],
  ['translations', checkTranslations],
  ['data model', checkDataModel],
  ['console', checkConsole],
  ['prettier', bin('prettier', '--check', '--log-level', 'warn', '.')],
  ['Apex format', () => formatApex('check')],
  ['types: local-org', bin('tsc', '-p', 'local-org/tsconfig.json')],
  ['types: integration-service', bin('tsc', '-p', 'integration-service/tsconfig.json')],
  ['types: scripts', bin('tsc', '-p', 'scripts/tsconfig.json')],
  ['types: tests', bin('tsc', '-p', 'tests/tsconfig.json')],
  ['types: LWC', bin('tsc', '-p', 'tsconfig.lwc.json')],
  [
    'dependencies',
    bin(
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'local-org/src',
      'integration-service/src',
      'integration-service/simulators',
    ),
  ],
  ['metadata', bin('node', 'scripts/run.mjs', 'check-metadata')],
  ['field rights', checkFieldRights],
  ['coverage', bin('node', 'scripts/run.mjs', 'coverage', '--check')],
  ['eslint', bin('eslint', '.')],
  ['Apex types (apex-ls)', checkApexTypes],
  ['Apex domains', checkApexDomains],
  ['Apex rules (PMD)', checkApexRules],
];

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const results: PhaseResult[] = [];
for (const [name, part] of PARTS) if (!only || name.includes(only)) results.push(await phase(name, part));

const failed = results.filter((result) => !result.ok);
const skipped = results.filter((result) => result.skipped);
process.stdout.write(
  `${results.length - failed.length} of ${results.length} checks passed${skipped.length ? `, ${skipped.length} of them SKIPPED` : ''}\n`,
);
if (failed.length > 0 || (skipped.length > 0 && process.argv.includes('--no-skips'))) process.exit(1);
