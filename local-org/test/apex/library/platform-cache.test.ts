import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const partition = (name: string, isDefault: boolean): string =>
  `<PlatformCachePartition xmlns="http://soap.sforce.com/2006/04/metadata"><isDefaultPartition>${isDefault}</isDefaultPartition><masterLabel>${name}</masterLabel></PlatformCachePartition>`;
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
      System.debug(prices.get(Tariffs.class, 'green') + ' ' + Tariffs.loads + ' ' + prices.getKeys().contains('green'));`);
    assert.match(lines.join(), /\(green, loaded\) 1 false$/);
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
