import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const partition = (name: string, isDefault: boolean): string =>
  `<PlatformCachePartition xmlns="http://soap.sforce.com/2006/04/metadata"><isDefaultPartition>${isDefault}</isDefaultPartition><masterLabel>${name}</masterLabel><platformCachePartitionTypes><allocatedCapacity>1</allocatedCapacity><allocatedPartnerCapacity>0</allocatedPartnerCapacity><allocatedPurchasedCapacity>0</allocatedPurchasedCapacity><allocatedTrialCapacity>0</allocatedTrialCapacity><cacheType>Organization</cacheType></platformCachePartitionTypes></PlatformCachePartition>`;
const folder = 'force-app/main/default/cachePartitions';

// Source: Apex Reference Guide, Cache namespace; Apex Developer Guide, "Platform Cache Best Practices".
describe('The platform cache', () => {
  const org = openApexOrg({
    [`${folder}/Prices.cachePartition-meta.xml`]: partition('Prices', true),
    [`${folder}/Other.cachePartition-meta.xml`]: partition('Other', false),
  });
  after(() => org.close());
  org.deploy({
    Tariffs: `global class Tariffs implements Cache.CacheBuilder {
      global static Integer loads = 0;
      global Object doLoad(String name) { loads++; return new List<String>{ name, 'loaded' }; }
    }`,
  });

  it('keeps a copy: what the code does to its object afterwards does not reach the cache', () => {
    const lines = org.run(`
      List<String> names = new List<String>{ 'a' };
      Cache.Org.put('local.Prices.names', names);
      names.add('b');
      System.debug(Cache.Org.get('local.Prices.names'));
      System.debug(Cache.Org.getPartition('local.Prices').get('names') == names);`);
    assert.deepEqual(
      lines.map((line) => line.split('|').at(-1)),
      ['(a)', 'false'],
    );
  });

  it('keeps queried records with their compound fields', () => {
    const lines = org.run(`
      insert as system new Account(Name = 'Mill', BillingCity = 'Ulm');
      Cache.Org.put('mill', [SELECT Name, BillingAddress FROM Account WHERE Name = 'Mill' WITH SYSTEM_MODE]);
      System.debug(((List<Account>) Cache.Org.get('mill'))[0].BillingAddress.getCity());`);
    assert.match(lines.join(), /Ulm$/);
  });

  it('keeps partitions, and the cache of the org and of a session, apart; outlives the transaction', () => {
    org.run(`Cache.Org.put('shared', 1); Cache.Session.put('shared', 2);`);
    const lines = org.run(`
      System.debug(Cache.Org.get('shared') + ' ' + Cache.Session.get('shared') + ' ' + Cache.Org.getPartition('Other').get('shared'));
      System.debug(Cache.Org.remove('shared') + ' ' + Cache.Org.contains('shared') + ' ' + Cache.Org.remove('shared'));`);
    assert.deepEqual(
      lines.map((line) => line.split('|').at(-1)),
      ['1 2 null', 'true false false'],
    );
  });

  it('loads what is missing through a builder, once', () => {
    const lines = org.run(`
      Cache.OrgPartition prices = Cache.Org.getPartition('local.Prices');
      prices.get(Tariffs.class, 'green');
      System.debug(prices.get(Tariffs.class, 'green') + ' ' + Tariffs.loads + ' ' + prices.contains('green') + ' ' + prices.remove(Tariffs.class, 'green') + ' ' + prices.remove(Tariffs.class, 'green'));`);
    assert.match(lines.join(), /\(green, loaded\) 1 false true false$/);
  });

  it('tells how much of its space is used, in percent', () => {
    const lines = org.run(`
      Cache.OrgPartition other = Cache.Org.getPartition('Other');
      System.debug(other.getCapacity());
      other.put('half', 'x'.repeat(524288));
      System.debug(Math.round(other.getCapacity()));`);
    assert.deepEqual(
      lines.map((line) => line.split('|').at(-1)),
      ['0.0', '50'],
    );
  });

  it('refuses keys that are no words, null, lifetimes out of range and unknown partitions', () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      [`Cache.Org.getPartition('Prices').put('a-b', 1);`, /Cache\.InvalidParamException/],
      [`Cache.Org.put('a', null);`, /Cache\.InvalidParamException/],
      [`Cache.Org.put('a', 1, 10);`, /Cache\.InvalidParamException/],
      [`Cache.Org.getPartition('local.Nothing');`, /Cache\.Org\.OrgCacheException/],
      [`Cache.Session.getPartition('local.Nothing');`, /Cache\.SessionCacheException/],
    ];
    for (const [source, expected] of refused) assert.throws(() => org.run(source), expected, source);
  });
});
