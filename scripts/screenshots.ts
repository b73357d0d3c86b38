/**
 * `npm run screenshots [-- --part sign-up|properties|bills <folder> <width>...]`: pictures of the pages against the running system (one is started
 * when none runs). Writes docs/screenshots at 1440 and 390 pixels unless told otherwise; without a part it takes all.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { photographBills } from './screenshots/bills.ts';
import { camera } from './screenshots/camera.ts';
import { photographProperties } from './screenshots/properties.ts';
import { photographSignUp } from './screenshots/sign-up.ts';
import { inRoot } from './support/paths.ts';
import { withSystem } from './tour/system.ts';

/** In this order: bills move the clock. */
const PARTS = { 'sign-up': photographSignUp, properties: photographProperties, bills: photographBills };

const say = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { part: { type: 'string' } } });
  const parts = Object.entries(PARTS).filter(([name]) => name === (values.part ?? name));
  if (parts.length === 0) throw new Error(`There is no part ${String(values.part)}: ${Object.keys(PARTS).join(', ')}`);
  const [folder = inRoot('docs', 'screenshots'), ...widths] = positionals;
  const sizes = widths.length > 0 ? widths.map(Number) : [1440, 390];
  await withSystem(process.env, say, async (context) => {
    for (const [, photograph] of parts) await photograph(context, camera(folder, sizes, say));
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
