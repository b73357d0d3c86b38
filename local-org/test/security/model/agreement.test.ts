/**
 * The org agrees with the model on who may see and edit what, in organisations generated from seeds. `SHARING_SEEDS=12` (or
 * `SHARING_SEEDS=5,17` for certain ones) asks more organisations, each through every channel for every user.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startOrg } from '../../../src/cli/start-org.ts';
import { compare } from './compare.ts';
import type { Comparison, Stratum } from './compare.ts';
import { generate } from './generate.ts';
import { populate } from './populated-org.ts';

/** Cells of each reason with access and without that a long run must have seen. */
const ENOUGH = 200;
/** From so many seeds on a run is long. */
const LONG_RUN = 5;
/** What even one organisation must have of each reason. */
const SOME = 10;

const given = process.env['SHARING_SEEDS'];
const seeds = seedsOf(given ?? '1');

function seedsOf(text: string): readonly number[] {
  if (text.includes(','))
    return text
      .split(',')
      .filter((part) => part !== '')
      .map(Number);
  return Array.from({ length: Number(text) }, (_, index) => index + 1);
}

describe('the org and the model of sharing', () => {
  const totals = new Map<Stratum, { readonly yes: number; readonly no: number }>();

  for (const seed of seeds) {
    it(`agree on every cell of organisation ${seed}`, async () => {
      const comparison = await compared(seed);
      console.log(summary(seed, comparison));
      for (const [reason, { yes, no }] of comparison.strata) {
        const before = totals.get(reason) ?? { yes: 0, no: 0 };
        totals.set(reason, { yes: before.yes + yes, no: before.no + no });
        // Without access there may be none: a public default leaves nothing for a team to open.
        assert.ok(yes >= SOME, `organisation ${seed} has too few cells of ${reason}: ${yes}`);
      }
      assert.deepEqual(comparison.differences.slice(0, 20), [], `${comparison.differences.length} differences`);
    });
  }

  after(() => {
    if (seeds.length < LONG_RUN) return;
    for (const [reason, { yes, no }] of totals) {
      console.log(`${reason}: ${yes} cells with access, ${no} without`);
      assert.ok(yes >= ENOUGH && no >= ENOUGH, `too few cells of ${reason}`);
    }
  });
});

async function compared(seed: number): Promise<Comparison> {
  const org = await populate(generate(seed), startOrg);
  try {
    return await compare(
      org,
      given === undefined ? { perReason: 3, everyNthUser: 4 } : { perReason: ENOUGH, everyNthUser: 1 },
    );
  } finally {
    await org.stop();
  }
}

function summary(seed: number, { cells, asked, differences }: Comparison): string {
  const channels = [...asked].map(([channel, count]) => `${channel} ${count}`).join(', ');
  return `seed ${seed}: ${cells} cells; ${channels}; ${differences.length} differences`;
}
