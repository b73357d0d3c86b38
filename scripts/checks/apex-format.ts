/** Prettier for Apex lives in tools/checks: its parser is a native program of 60 MB that only developers need. */
import { existsSync } from 'node:fs';
import { command } from '../support/phases.ts';
import { inRoot } from '../support/paths.ts';

const TOOLS = inRoot('tools/checks');

/** Formats, or checks the format of, every Apex class and trigger. */
export async function formatApex(mode: 'check' | 'write'): Promise<undefined> {
  const prettier = `${TOOLS}/node_modules/prettier/bin/prettier.cjs`;
  if (!existsSync(prettier)) await command('npm', ['ci', '--no-audit', '--no-fund'], { cwd: TOOLS });
  const options = [
    '--config',
    inRoot('.prettierrc.json'),
    '--ignore-path',
    inRoot('.gitignore'),
    '--log-level',
    'warn',
  ];
  const plugin = `--plugin=${TOOLS}/node_modules/prettier-plugin-apex/dist/src/index.js`;
  await command('node', [prettier, `--${mode}`, plugin, ...options, 'force-app/**/*.{cls,trigger}']);
  return undefined;
}
