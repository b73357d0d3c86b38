/** What the local org's own administration asks of the engine. */
import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OrgError } from '../errors.ts';
import type { ClockSetting } from '../shared-clock.ts';
import { readSetting, writeSetting } from '../../store/index.ts';
import type { OperationContext } from './context.ts';

const CLOCK_SETTING = 'clock';

/** Remembers how the clock stands. */
export function saveClock(input: ClockSetting, context: OperationContext): null {
  context.transaction.begin();
  writeSetting(context.engine.store, CLOCK_SETTING, JSON.stringify(input));
  return null;
}

/** How the clock stood when the org was last used; system time for a new org. */
export function loadClock(_input: object, context: OperationContext): ClockSetting {
  const text = readSetting(context.engine.store, CLOCK_SETTING);
  return text === undefined ? { offsetMs: 0, frozenAt: null } : (JSON.parse(text) as ClockSetting);
}

/** Name and id of the organisation, and what is deployed. */
export function orgFacts(
  _input: object,
  context: OperationContext,
): { readonly organizationId: string; readonly name: string; readonly metadataVersion: number } {
  const { id, name } = context.engine.organization();
  return { organizationId: id, name, metadataVersion: context.engine.metadata().version };
}

const SNAPSHOT_NAME = /^[\w-]{1,60}$/;

/** Keeps the org as it stands in `snapshots/<name>` of its folder, which `local-org import` and `reset` take. */
export function takeSnapshot(
  { name }: { readonly name: string },
  { engine }: OperationContext,
): { readonly folder: string } {
  if (!SNAPSHOT_NAME.test(name)) {
    throw new OrgError(
      'INVALID_INPUT',
      'The name of a snapshot is made of up to 60 letters, digits, hyphens and underscores.',
    );
  }
  const folder = dirname(engine.store.path);
  const target = join(folder, 'snapshots', name);
  if (existsSync(target)) throw new OrgError('INVALID_INPUT', `A snapshot ${name} exists already.`);
  engine.snapshot(target);
  copyFileSync(join(folder, 'org.json'), join(target, 'org.json'));
  return { folder: target };
}

/** Loads the org's Apex, so that the first request does not wait for it. */
export function warmUp(_input: object, context: OperationContext): null {
  context.engine.apex();
  return null;
}

/** Stands for a request that could not be understood, inside a composite request. */
export function fail(input: { readonly code: string; readonly message: string }): never {
  throw new OrgError(input.code, input.message);
}
