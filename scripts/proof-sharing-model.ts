/**
 * `npm run proof:sharing-model [-- --seeds=6] [-- --mutants]`: the org against the independent model of sharing (local-org/test/security/model).
 * Six generated organisations, each asked whole through SOQL, SOSL, REST, list views, Apex in user mode, UserRecordAccess and
 * explain-access; prints seeds, answers compared per channel, cells with and without access per reason (200 of each are demanded), and
 * differences (none are allowed). About a minute per organisation. `--seeds=5,17` asks certain ones. `--mutants` instead breaks each
 * clause of the engine in turn: every one must be noticed (about 20 minutes).
 */
import { parseArgs } from 'node:util';
import { command } from './support/phases.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { seeds: { type: 'string', default: '6' }, mutants: { type: 'boolean', default: false } },
});
const folder = 'local-org/test/security/model';
if (values.mutants) await command('node', [`${folder}/mutants.ts`], { show: true });
else
  await command('node', ['--test', '--test-reporter=spec', `${folder}/agreement.test.ts`], {
    show: true,
    env: { SHARING_SEEDS: values.seeds },
  });
