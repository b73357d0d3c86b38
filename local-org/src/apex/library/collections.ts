/** System.List, Set, Map and Iterator. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, listOf, platformType, type TypeRef } from '../runtime/type-ref.ts';
import {
  ApexList,
  ApexMap,
  ApexSObject,
  ApexSet,
  BoxedId,
  PlatformObject,
  box,
  hashOf,
  sobjectTypeToken,
  textOf,
  toId,
  unbox,
  type SObjectTypeToken,
} from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { CollatorValue } from './collator.ts';
import { compareNaturally } from './sorting.ts';

/** An iterator over a collection's elements. */
export class ApexIterator extends PlatformObject {
  override readonly apexType: TypeRef;
  private readonly items: readonly unknown[];
  private at = 0;

  constructor(element: TypeRef, items: readonly unknown[]) {
    super();
    this.apexType = platformType('System.Iterator', [element]);
    this.items = items;
  }
  hasNext(): boolean {
    return this.at < this.items.length;
  }
  next(): unknown {
    if (!this.hasNext()) throw new ApexException('System.NoSuchElementException', 'Iterator has no more elements');
    this.at += 1;
    return this.items[this.at - 1];
  }
}

/** An element in the representation of another element type: boxed under Object, ids checked. */
export function reread(value: unknown, from: TypeRef, to: TypeRef): unknown {
  if (from === to || value === null || value === undefined) return value;
  if (to === Types.Object) return box(value, from);
  if (to === Types.Id && typeof value === 'string') return toId(value);
  return from === Types.Object && to.kind === 'primitive' ? unbox(value) : value;
}

/** All elements of a list, a set or any Iterable, in the representation of `element`. */
export function elementsOf(rt: Runtime, source: unknown, element: TypeRef): unknown[] {
  const collection: unknown = notNull(source);
  if (collection instanceof ApexList)
    return collection.items.map((item) => reread(item, collection.elementType, element));
  if (collection instanceof ApexSet)
    return collection.elements().map((item) => reread(item, collection.elementType, element));
  const items: unknown[] = [];
  const iterator = collection instanceof ApexIterator ? collection : rt.callMethod(collection, 'iterator', []);
  if (iterator instanceof ApexIterator) while (iterator.hasNext()) items.push(iterator.next());
  else while (rt.callMethod(iterator, 'hasNext', []) === true) items.push(rt.callMethod(iterator, 'next', []));
  return items;
}

function recordTypeOf(element: TypeRef): SObjectTypeToken | null {
  return element.kind === 'sobject' && element !== Types.SObject ? sobjectTypeToken(element.name) : null;
}

/** For `List<SObject>` the type of the first record tells. */
function listRecordType(list: ApexList): SObjectTypeToken | null {
  const declared = recordTypeOf(list.elementType);
  if (declared) return declared;
  const first = list.items.find((item) => item instanceof ApexSObject);
  return first ? sobjectTypeToken(first.type) : null;
}

const deep = (value: unknown, ids: boolean, timestamps: boolean, autoNumbers: boolean): unknown =>
  value instanceof ApexSObject ? value.clone(ids, timestamps, autoNumbers) : value;

function deepCloneList(list: ApexList, ids = false, timestamps = false, autoNumbers = false): ApexList {
  return new ApexList(
    list.type,
    list.items.map((item) => deep(item, ids, timestamps, autoNumbers)),
  );
}

function sortWith(rt: Runtime, list: ApexList, compare: (a: unknown, b: unknown) => number): void {
  // Array.prototype.sort is stable, and calls back into Apex synchronously.
  const sorted = [...list.items].map((item) => ({ item })).sort((a, b) => compare(a.item, b.item));
  sorted.forEach(({ item }, at) => list.set(at, item));
}

export const listFunctions = {
  'new System.List()': (_rt: Runtime, type: TypeRef) => new ApexList(type),
  'new System.List(List<T>)': (rt: Runtime, type: TypeRef, source: unknown) =>
    new ApexList(type, elementsOf(rt, source, type.args[0] ?? Types.Object)),
  'new System.List(Set<T>)': (rt: Runtime, type: TypeRef, source: unknown) =>
    new ApexList(type, elementsOf(rt, source, type.args[0] ?? Types.Object)),
  'new System.List(Integer)': (_rt: Runtime, type: TypeRef, size: number) =>
    new ApexList(type, new Array<null>(required(size)).fill(null)),
  'System.List.add(T)': (_rt: Runtime, self: ApexList, value: unknown) => self.add(value),
  'System.List.add(Integer,T)': (_rt: Runtime, self: ApexList, index: number, value: unknown) =>
    self.insert(required(index), value),
  'System.List.addAll(List<T>)': (rt: Runtime, self: ApexList, source: unknown) =>
    elementsOf(rt, source, self.elementType).forEach((item) => self.add(item)),
  'System.List.addAll(Set<T>)': (rt: Runtime, self: ApexList, source: unknown) =>
    elementsOf(rt, source, self.elementType).forEach((item) => self.add(item)),
  'System.List.clear()': (_rt: Runtime, self: ApexList) => self.clear(),
  'System.List.clone()': (_rt: Runtime, self: ApexList) => new ApexList(self.type, [...self.items]),
  'System.List.contains(T)': (_rt: Runtime, self: ApexList, value: unknown) => self.indexOf(value) >= 0,
  'System.List.deepClone()': (_rt: Runtime, self: ApexList) => deepCloneList(self),
  'System.List.deepClone(Boolean)': (_rt: Runtime, self: ApexList, ids: boolean) => deepCloneList(self, ids),
  'System.List.deepClone(Boolean,Boolean)': (_rt: Runtime, self: ApexList, ids: boolean, times: boolean) =>
    deepCloneList(self, ids, times),
  'System.List.deepClone(Boolean,Boolean,Boolean)': (
    _rt: Runtime,
    self: ApexList,
    ids: boolean,
    times: boolean,
    autos: boolean,
  ) => deepCloneList(self, ids, times, autos),
  'System.List.equals(List<T>)': (_rt: Runtime, self: ApexList, other: unknown) => self.equalTo(other),
  'System.List.get(Integer)': (_rt: Runtime, self: ApexList, index: number) => self.get(required(index)),
  'System.List.getSObjectType()': (_rt: Runtime, self: ApexList) => listRecordType(self),
  'System.List.hashCode()': (_rt: Runtime, self: ApexList) => hashOf(self),
  'System.List.indexOf(T)': (_rt: Runtime, self: ApexList, value: unknown) => self.indexOf(value),
  'System.List.isEmpty()': (_rt: Runtime, self: ApexList) => self.items.length === 0,
  'System.List.iterator()': (_rt: Runtime, self: ApexList) => new ApexIterator(self.elementType, self.items),
  'System.List.remove(Integer)': (_rt: Runtime, self: ApexList, index: number) => self.remove(required(index)),
  'System.List.set(Integer,T)': (_rt: Runtime, self: ApexList, index: number, value: unknown) =>
    self.set(required(index), value),
  'System.List.size()': (_rt: Runtime, self: ApexList) => self.items.length,
  'System.List.sort()': (rt: Runtime, self: ApexList) => sortWith(rt, self, (a, b) => compareNaturally(rt, a, b)),
  'System.List.sort(Comparator<T>)': (rt: Runtime, self: ApexList, comparator: unknown) =>
    sortWith(
      rt,
      self,
      comparator instanceof CollatorValue
        ? (a, b) => comparator.compare(a as string | null, b as string | null)
        : (a, b) => Number(rt.callMethod(notNull(comparator), 'compare', [a, b])),
    ),
  'System.List.toString()': (rt: Runtime, self: ApexList) => textOf(rt, self),
};

function changesSet(self: ApexSet, change: () => void): boolean {
  const before = self.size();
  change();
  return self.size() !== before;
}

export const setFunctions = {
  'new System.Set()': (_rt: Runtime, type: TypeRef) => new ApexSet(type),
  'new System.Set(Set<T>)': (rt: Runtime, type: TypeRef, source: unknown) =>
    new ApexSet(type, elementsOf(rt, source, type.args[0] ?? Types.Object)),
  'new System.Set(List<T>)': (rt: Runtime, type: TypeRef, source: unknown) =>
    new ApexSet(type, elementsOf(rt, source, type.args[0] ?? Types.Object)),
  'System.Set.add(T)': (_rt: Runtime, self: ApexSet, value: unknown) => self.add(value),
  'System.Set.addAll': (rt: Runtime, self: ApexSet, source: unknown) =>
    changesSet(self, () => elementsOf(rt, source, self.elementType).forEach((item) => self.add(item))),
  'System.Set.clear()': (_rt: Runtime, self: ApexSet) => self.clear(),
  'System.Set.clone()': (_rt: Runtime, self: ApexSet) => new ApexSet(self.type, self.elements()),
  'System.Set.contains(T)': (_rt: Runtime, self: ApexSet, value: unknown) => self.has(value),
  'System.Set.containsAll': (rt: Runtime, self: ApexSet, source: unknown) =>
    elementsOf(rt, source, self.elementType).every((item) => self.has(item)),
  'System.Set.equals(Set<Object>)': (_rt: Runtime, self: ApexSet, other: unknown) => self.equalTo(other),
  'System.Set.hashCode()': (_rt: Runtime, self: ApexSet) => hashOf(self),
  'System.Set.isEmpty()': (_rt: Runtime, self: ApexSet) => self.size() === 0,
  'System.Set.iterator()': (_rt: Runtime, self: ApexSet) => new ApexIterator(self.elementType, self.elements()),
  'System.Set.remove(T)': (_rt: Runtime, self: ApexSet, value: unknown) => self.remove(value),
  'System.Set.removeAll': (rt: Runtime, self: ApexSet, source: unknown) =>
    changesSet(self, () => elementsOf(rt, source, self.elementType).forEach((item) => self.remove(item))),
  'System.Set.retainAll': (rt: Runtime, self: ApexSet, source: unknown) => {
    const kept = new ApexSet(self.type, elementsOf(rt, source, self.elementType));
    return changesSet(self, () =>
      self
        .elements()
        .filter((item) => !kept.has(item))
        .forEach((item) => self.remove(item)),
    );
  },
  'System.Set.size()': (_rt: Runtime, self: ApexSet) => self.size(),
  'System.Set.toString()': (rt: Runtime, self: ApexSet) => textOf(rt, self),
};

/** Puts records under their ids; a record without an id or with one that is there already is refused. */
/**
 * Records under their Ids. The constructor (`unique`) refuses rows without Id and rows that come twice; putAll keeps a row without Id
 * under null (jamessimone/apex-rollup, RollupFlowBulkProcessorTests).
 */
function putRecords(map: ApexMap, records: ApexList, unique: boolean): void {
  const seen = new Set<string>();
  notNull(records).items.forEach((record, index) => {
    const id = notNull(record as ApexSObject | null).id;
    if (id === null && unique) throw new ApexException('System.ListException', `Row with null Id at index: ${index}`);
    if (unique && id !== null && seen.has(id))
      throw new ApexException('System.ListException', `Row with duplicate Id at index: ${index}`);
    if (id !== null) seen.add(id);
    map.put(map.keyType === Types.Object && id !== null ? new BoxedId(id) : id, record);
  });
}

function putEntries(map: ApexMap, source: ApexMap): void {
  for (const [key, value] of notNull(source).entries()) {
    map.put(reread(key, source.keyType, map.keyType), reread(value, source.valueType, map.valueType));
  }
}

export const mapFunctions = {
  'new System.Map()': (_rt: Runtime, type: TypeRef) => new ApexMap(type),
  'new System.Map(Map<K,V>)': (_rt: Runtime, type: TypeRef, source: ApexMap) => {
    const map = new ApexMap(type);
    putEntries(map, source);
    return map;
  },
  'new System.Map(List<SObject>)': (_rt: Runtime, type: TypeRef, records: ApexList) => {
    const map = new ApexMap(type);
    putRecords(map, records, true);
    return map;
  },
  'System.Map.clear()': (_rt: Runtime, self: ApexMap) => self.clear(),
  'System.Map.clone()': (_rt: Runtime, self: ApexMap) => new ApexMap(self.type, self.entries()),
  'System.Map.containsKey(K)': (_rt: Runtime, self: ApexMap, key: unknown) => self.has(key),
  'System.Map.deepClone()': (_rt: Runtime, self: ApexMap) =>
    new ApexMap(
      self.type,
      self.entries().map(([key, value]) => [key, deep(value, true, true, true)] as const),
    ),
  'System.Map.equals(Map<K,V>)': (_rt: Runtime, self: ApexMap, other: unknown) => self.equalTo(other),
  'System.Map.get(K)': (_rt: Runtime, self: ApexMap, key: unknown) => self.get(key),
  'System.Map.getSObjectType()': (_rt: Runtime, self: ApexMap) => recordTypeOf(self.valueType),
  'System.Map.hashCode()': (_rt: Runtime, self: ApexMap) => hashOf(self),
  'System.Map.isEmpty()': (_rt: Runtime, self: ApexMap) => self.size() === 0,
  'System.Map.keySet()': (_rt: Runtime, self: ApexMap) => self.keySet(),
  'System.Map.put(K,V)': (_rt: Runtime, self: ApexMap, key: unknown, value: unknown) => self.put(key, value),
  'System.Map.putAll(Map<K,V>)': (_rt: Runtime, self: ApexMap, source: ApexMap) => putEntries(self, source),
  'System.Map.putAll(List<SObject>)': (_rt: Runtime, self: ApexMap, records: ApexList) =>
    putRecords(self, records, false),
  'System.Map.remove(K)': (_rt: Runtime, self: ApexMap, key: unknown) => self.remove(key),
  'System.Map.size()': (_rt: Runtime, self: ApexMap) => self.size(),
  'System.Map.toString()': (rt: Runtime, self: ApexMap) => textOf(rt, self),
  'System.Map.values()': (_rt: Runtime, self: ApexMap) => new ApexList(listOf(self.valueType), self.values()),
};

export const iteratorFunctions = {
  'System.Iterator.hasNext()': (_rt: Runtime, self: ApexIterator) => self.hasNext(),
  'System.Iterator.next()': (_rt: Runtime, self: ApexIterator) => self.next(),
  'System.Iterable.iterator()': (_rt: Runtime, self: ApexList | ApexSet) =>
    new ApexIterator(self.elementType, self instanceof ApexList ? self.items : self.elements()),
};
