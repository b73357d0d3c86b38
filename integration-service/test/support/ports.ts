/** Parts that tests share: a silent log, a temporary data folder, waiting for something to become true. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { createLog } from '../../src/runtime/log.ts';

export const silentLog = createLog('silent');

/** A folder that is removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'up-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits until the check answers something other than undefined or false; fails after the given time. */
export async function eventually<T>(check: () => T | Promise<T>, milliseconds = 10_000): Promise<NonNullable<T>> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${check.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
