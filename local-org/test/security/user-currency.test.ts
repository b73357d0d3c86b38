import assert from 'node:assert/strict';
import { it } from 'node:test';
import { administratorId, createOrg } from '../../src/metadata/index.ts';
import { loadUserContext } from '../../src/security/user-context.ts';
import { openStore } from '../../src/store/index.ts';

const now = Date.UTC(2026, 0, 15, 8);

it('a user without a currency of their own works in the one of the organisation', () => {
  const store = openStore(':memory:');
  createOrg(store, { now, currency: 'USD' });
  store.run('UPDATE "User" SET "DefaultCurrencyIsoCode" = NULL WHERE "Id" = ?', administratorId);
  assert.equal(loadUserContext(store, { now: () => now }, administratorId).currency, 'USD');
});
