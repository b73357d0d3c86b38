/** `npm run test:sf`: the Salesforce CLI of tools/sf against a local org. Apart from `npm test`, because the CLI's install is large. */
import { mkdirSync } from 'node:fs';
import { command } from './support/phases.ts';
import { inRoot } from './support/paths.ts';

const RESULTS = inRoot('test-results');

mkdirSync(RESULTS, { recursive: true });
const reporters = [
  ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
  ...['--test-reporter=junit', `--test-reporter-destination=${RESULTS}/sf-cli.xml`],
];
await command('node', ['--test', ...reporters, 'tests/sf-cli/**/*.test.ts'], { show: true });
