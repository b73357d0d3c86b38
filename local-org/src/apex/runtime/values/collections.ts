/** Apex List, Set and Map: reified element types, insertion order, the platform's error texts. */
import { ApexException } from '../exception.ts';
import { Types, listOf, setOf, type TypeRef } from '../type-ref.ts';
import { elementsEqual, hashOf, nestedKeyText, StructuredValue, valuesEqual } from './equality.ts';
import { HashTable, refuseChange } from './hash-table.ts';

export class ApexList extends StructuredValue {
  readonly type: TypeRef;
  /** Elements in the representation of the element type. */
  readonly items: unknown[];
  private iterations = 0;

  constructor(type: TypeRef, items: unknown[] = []) {
    super();
    this.type = type;
    this.items = items;
  }

  static of(element: TypeRef, items: unknown[] = []): ApexList {
    return new ApexList(listOf(element), items);
  }

  get elementType(): TypeRef {
    return this.type.args[0] ?? Types.Object;
  }

  size(): number {
    return this.items.length;
  }

  get(index: number): unknown {
    return this.items[this.checked(index)];
  }

  set(index: number, value: unknown): void {
    this.items[this.checked(index)] = value;
  }

  add(value: unknown): void {
    if (this.iterations > 0) refuseChange();
    this.items.push(value);
  }

  insert(index: number, value: unknown): void {
    if (this.iterations > 0) refuseChange();
    if (index !== this.items.length) this.checked(index);
    this.items.splice(index, 0, value);
  }

  remove(index: number): unknown {
    const at = this.checked(index);
    if (this.iterations > 0) refuseChange();
    return this.items.splice(at, 1)[0];
  }

  clear(): void {
    if (this.iterations > 0) refuseChange();
    this.items.length = 0;
  }

  indexOf(value: unknown): number {
    return this.items.findIndex((item) => valuesEqual(item, value));
  }

  /** The elements one by one; until the loop ends, adding and removing is refused. */
  *iterate(): Generator<unknown, void, undefined> {
    this.iterations += 1;
    try {
      for (let at = 0; at < this.items.length; at += 1) yield this.items[at];
    } finally {
      this.iterations -= 1;
    }
  }

  override equalTo(other: unknown): boolean {
    return (
      other instanceof ApexList &&
      other.items.length === this.items.length &&
      this.items.every((item, at) => elementsEqual(item, other.items[at]))
    );
  }

  override keyText(): string {
    return `list:${this.items.map(nestedKeyText).join(',')}`;
  }

  override hashCode(): number {
    return this.items.reduce<number>((hash, item) => (Math.imul(hash, 31) + hashOf(item)) | 0, 1);
  }

  private checked(index: number): number {
    if (index < 0 || index >= this.items.length) {
      throw new ApexException('System.ListException', `List index out of bounds: ${index}`);
    }
    return index;
  }
}

export class ApexSet extends StructuredValue {
  readonly type: TypeRef;
  readonly table: HashTable;

  private iterations = 0;

  constructor(type: TypeRef, items: Iterable<unknown> = [], table: HashTable = new HashTable()) {
    super();
    this.type = type;
    this.table = table;
    for (const item of items) this.add(item);
  }

  static of(element: TypeRef, items: Iterable<unknown> = []): ApexSet {
    return new ApexSet(setOf(element), items);
  }

  get elementType(): TypeRef {
    return this.type.args[0] ?? Types.Object;
  }

  size(): number {
    return this.table.size;
  }

  /** True when the set did not have the element. */
  add(value: unknown): boolean {
    if (this.table.has(value)) return false;
    if (this.iterations > 0) refuseChange();
    this.table.put(value, true);
    return true;
  }

  has(value: unknown): boolean {
    return this.table.has(value);
  }

  remove(value: unknown): boolean {
    if (this.iterations > 0 && this.table.has(value)) refuseChange();
    return this.table.delete(value) !== undefined;
  }

  clear(): void {
    if (this.iterations > 0) refuseChange();
    this.table.clear();
  }

  elements(): unknown[] {
    return this.table.keys();
  }

  /**
   * The elements one by one; until the loop ends, this set refuses changes. A map does not refuse them in a loop over its keySet, which
   * goes over the keys of its beginning (ZackFra/Salesforce-Moxygen, AggregateBuilder.cleanUpAggregateResult).
   */
  *iterate(): Generator<unknown, void, undefined> {
    this.iterations += 1;
    try {
      yield* this.table.keys();
    } finally {
      this.iterations -= 1;
    }
  }

  override equalTo(other: unknown): boolean {
    return other instanceof ApexSet && other.size() === this.size() && this.elements().every((item) => other.has(item));
  }

  override keyText(): string {
    return `set:${this.elements().map(nestedKeyText).sort().join(',')}`;
  }

  override hashCode(): number {
    return this.elements().reduce<number>((sum, item) => (sum + hashOf(item)) | 0, 0);
  }
}

export class ApexMap extends StructuredValue {
  readonly type: TypeRef;
  readonly table = new HashTable();

  constructor(type: TypeRef, entries: Iterable<readonly [unknown, unknown]> = []) {
    super();
    this.type = type;
    for (const [key, value] of entries) this.put(key, value);
  }

  get keyType(): TypeRef {
    return this.type.args[0] ?? Types.Object;
  }

  get valueType(): TypeRef {
    return this.type.args[1] ?? Types.Object;
  }

  size(): number {
    return this.table.size;
  }

  get(key: unknown): unknown {
    return this.table.get(key);
  }

  has(key: unknown): boolean {
    return this.table.has(key);
  }

  /** The previous value, or null. */
  put(key: unknown, value: unknown): unknown {
    return this.table.put(key, value) ?? null;
  }

  /** The removed value, or null. */
  remove(key: unknown): unknown {
    return this.table.delete(key) ?? null;
  }

  clear(): void {
    this.table.clear();
  }

  /** A live view: removing from it removes from the map. */
  keySet(): ApexSet {
    return new ApexSet(setOf(this.keyType), [], this.table);
  }

  keys(): unknown[] {
    return this.table.keys();
  }

  /** The keys one by one, as `iterate` of the other collections. */
  iterate(): Generator<unknown, void, undefined> {
    return this.keySet().iterate();
  }

  values(): unknown[] {
    return this.table.values();
  }

  entries(): (readonly [unknown, unknown])[] {
    return this.table.entries();
  }

  override equalTo(other: unknown): boolean {
    return (
      other instanceof ApexMap &&
      other.size() === this.size() &&
      this.entries().every(([key, value]) => other.has(key) && elementsEqual(value, other.get(key)))
    );
  }

  override keyText(): string {
    return `map:${this.entries()
      .map(([key, value]) => `${nestedKeyText(key)}=${nestedKeyText(value)}`)
      .sort()
      .join(',')}`;
  }

  override hashCode(): number {
    return this.entries().reduce((sum, [key, value]) => (sum + (hashOf(key) ^ hashOf(value))) | 0, 0);
  }
}
