/** System.Search: dynamic SOSL. Source: Apex Reference, "Search Class", "SearchResults Class". Suggestions are refused by name. */
import type { Runtime } from '../runtime/context.ts';
import { runSearch } from '../runtime/statements.ts';
import { platformType } from '../runtime/type-ref.ts';
import { ApexList, PlatformObject, type ApexSObject } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { dynamicBinds, modeOf, type AccessLevelValue } from './database.ts';
import { ownRuntime } from './own-runtime.ts';
import { PropertyObject } from './property-object.ts';

const RESULT = 'Search.SearchResult';

/** Search.SearchResults: what was found, by object. */
class SearchResultsValue extends PlatformObject {
  override readonly apexType = platformType('Search.SearchResults');
  readonly found: ApexList;

  constructor(found: ApexList) {
    super();
    this.found = found;
  }

  of(object: string): ApexList {
    const rows = (this.found.items as ApexList[])
      .flatMap((list) => list.items as ApexSObject[])
      .filter((row) => row.type.toLowerCase() === object.toLowerCase());
    return ApexList.of(
      platformType(RESULT),
      rows.map((sobject) => new PropertyObject(RESULT, { sobject })),
    );
  }
}

const search = (rt: Runtime, sosl: string, level?: AccessLevelValue | null): ApexList =>
  runSearch(ownRuntime(rt), notNull(sosl), dynamicBinds(rt, sosl), modeOf(level));

export const searchFunctions = {
  'System.Search.query(String)': search,
  'System.Search.query(String,AccessLevel)': search,
  'System.Search.find(String)': (rt: Runtime, sosl: string) => new SearchResultsValue(search(rt, sosl)),
  'System.Search.find(String,AccessLevel)': (rt: Runtime, sosl: string, level: AccessLevelValue) =>
    new SearchResultsValue(search(rt, sosl, level)),
  'Search.SearchResults.get(String)': (_rt: Runtime, self: SearchResultsValue, object: string) =>
    self.of(notNull(object)),
  'Search.SearchResult.getSObject()': (_rt: Runtime, self: PropertyObject) => self.get('sobject'),
};
