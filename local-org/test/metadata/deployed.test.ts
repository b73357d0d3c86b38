import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createOrg, deploy, metadataOf, readSourceTree } from '../../src/metadata/index.ts';
import { openStore, type OpenStore } from '../../src/store/index.ts';

const now = Date.UTC(2026, 0, 15, 8);
const forceApp = `${import.meta.dirname}/../../../force-app`;
let store: OpenStore;

before(() => {
  store = openStore(':memory:');
  createOrg(store, { now });
});

describe('the real force-app', () => {
  it('deploys to a new org without a problem', () => {
    const outcome = deploy(store, readSourceTree(forceApp), { now });
    assert.deepEqual(outcome.problems, []);
    assert.ok(outcome.changed);
  });

  it('brings the external client app that the integration service signs in with', () => {
    const app = metadataOf(store)
      .oauthApps()
      .find((candidate) => candidate.consumerKey === 'unified-power-integration');
    assert.ok(app, 'the consumer key is found through the global OAuth settings');
  });

  it('brings the agency portal with its members', () => {
    const network = store.get("SELECT Id, UrlPathPrefix FROM Network WHERE UrlPathPrefix LIKE 'agency%'");
    assert.ok(network);
    assert.ok(
      Number(
        store.get('SELECT count(*) AS members FROM NetworkMemberGroup WHERE NetworkId = ?', String(network['Id']))?.[
          'members'
        ],
      ) > 0,
    );
    assert.equal(store.get('SELECT u.UserType FROM Site s JOIN User u ON u.Id = s.GuestUserId')?.['UserType'], 'Guest');
  });
});
