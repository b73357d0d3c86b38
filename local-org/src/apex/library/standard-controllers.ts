/**
 * The controllers a Visualforce extension is built on, as far as Apex sees them: records, selection, saving, addresses of the next page.
 * Source: Apex Reference, "StandardController Class", "StandardSetController Class"; Visualforce Developer Guide, "Standard Controller Actions".
 */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { runDml, type DmlOperation } from '../runtime/statements.ts';
import { platformType, Types } from '../runtime/type-ref.ts';
import { ApexList, ApexSObject, PlatformObject } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import type { QueryLocatorValue } from './database.ts';
import { ownRuntime } from './own-runtime.ts';
import { addExceptionMessages } from './page-messages.ts';
import { PageReferenceValue, currentPage } from './pages.ts';

const SINGLE = 'ApexPages.StandardController';
const SET = 'ApexPages.StandardSetController';
const DEFAULT_PAGE_SIZE = 20;
/** Most records a set controller holds; of more it knows only that there are more. */
const MOST_RECORDS = 10_000;

class StandardController extends PlatformObject {
  override readonly apexType = platformType(SINGLE);
  readonly record: ApexSObject;

  constructor(record: ApexSObject) {
    super();
    this.record = record;
  }
}

class StandardSetController extends PlatformObject {
  override readonly apexType = platformType(SET);
  readonly records: readonly unknown[];
  readonly complete: boolean;
  readonly prototype: ApexSObject;
  selected: readonly unknown[] = [];
  pageSize = DEFAULT_PAGE_SIZE;
  /** From 1. */
  page = 1;

  constructor(rows: ApexList) {
    super();
    this.records = rows.items.slice(0, MOST_RECORDS);
    this.complete = rows.items.length <= MOST_RECORDS;
    const [first] = this.records;
    this.prototype = new ApexSObject(first instanceof ApexSObject ? first.type : rows.elementType.name);
  }

  get lastPage(): number {
    return Math.max(1, Math.ceil(this.records.length / this.pageSize));
  }

  turnTo(page: number): void {
    this.page = Math.min(Math.max(page, 1), this.lastPage);
  }
}

const pageTo = (path: string): PageReferenceValue => new PageReferenceValue(path);

/** Where the record, or without an Id the list of its object, is shown. */
function recordPage(rt: Runtime, record: ApexSObject, action = ''): PageReferenceValue {
  if (record.id !== null) return pageTo(`/${record.id}${action}`);
  return pageTo(`/${rt.parts.schema().object(record.type)?.keyPrefix ?? ''}/o`);
}

/** The page the user came from, if the address names it. */
function returnPage(rt: Runtime): PageReferenceValue | null {
  const address = currentPage(rt)?.parameters.get('retURL');
  return typeof address === 'string' ? pageTo(address) : null;
}

/** Whether it was done; what went wrong is a message of the page. */
function done(rt: Runtime, operation: DmlOperation, records: readonly ApexSObject[]): boolean {
  try {
    runDml(ownRuntime(rt), { operation, records, allOrNone: true, mode: null });
    return true;
  } catch (error) {
    if (!(error instanceof ApexException) || error.object.typeName !== 'System.DmlException') throw error;
    addExceptionMessages(rt, error.object);
    return false;
  }
}

function save(rt: Runtime, { record }: StandardController): PageReferenceValue | null {
  if (!done(rt, record.id === null ? 'insert' : 'update', [record])) return null;
  return returnPage(rt) ?? recordPage(rt, record);
}

/** What was set on the prototype is set on each selected record. */
function saveSet(rt: Runtime, self: StandardSetController): PageReferenceValue | null {
  const records = (self.selected.length > 0 ? self.selected : self.records).filter(
    (record): record is ApexSObject => record instanceof ApexSObject,
  );
  if (self.selected.length > 0)
    for (const [name, value] of self.prototype.populated) for (const record of records) record.put(name, value);
  return done(rt, 'update', records) ? (returnPage(rt) ?? pageTo('/home/home.jsp')) : null;
}

const shown = ({ records, page, pageSize }: StandardSetController): readonly unknown[] =>
  records.slice((page - 1) * pageSize, page * pageSize);

/** A record handed over keeps the fields it came with. */
function addFields(): never {
  throw new ApexException(
    'System.SObjectException',
    'You cannot call addFields when the data is being passed into the controller by the caller.',
  );
}

const turn =
  (page: (self: StandardSetController) => number) =>
  (_rt: Runtime, self: StandardSetController): void => {
    self.turnTo(page(self));
  };

export const standardControllerFunctions: Record<string, PlatformFunction> = {
  [`new ${SINGLE}(SObject)`]: (_rt: Runtime, record: ApexSObject) => new StandardController(notNull(record)),
  [`${SINGLE}.getRecord()`]: (_rt: Runtime, self: StandardController) => self.record,
  [`${SINGLE}.getId()`]: (_rt: Runtime, self: StandardController) => self.record.id,
  [`${SINGLE}.addFields(List<String>)`]: addFields,
  [`${SINGLE}.save()`]: save,
  [`${SINGLE}.delete()`]: (rt: Runtime, { record }: StandardController) =>
    done(rt, 'delete', [record]) ? (returnPage(rt) ?? recordPage(rt, new ApexSObject(record.type))) : null,
  [`${SINGLE}.cancel()`]: (rt: Runtime, { record }: StandardController) => returnPage(rt) ?? recordPage(rt, record),
  [`${SINGLE}.edit()`]: (rt: Runtime, { record }: StandardController) => recordPage(rt, record, '/e'),
  [`${SINGLE}.view()`]: (rt: Runtime, { record }: StandardController) => recordPage(rt, record),

  [`new ${SET}(List<SObject>)`]: (_rt: Runtime, rows: ApexList) => new StandardSetController(notNull(rows)),
  [`new ${SET}(Database.QueryLocator)`]: (_rt: Runtime, locator: QueryLocatorValue) =>
    new StandardSetController(notNull(locator).rows()),
  [`${SET}.addFields(List<String>)`]: addFields,
  [`${SET}.getRecord()`]: (_rt: Runtime, self: StandardSetController) => self.prototype,
  [`${SET}.getRecords()`]: (_rt: Runtime, self: StandardSetController) => ApexList.of(Types.SObject, [...shown(self)]),
  [`${SET}.getSelected()`]: (_rt: Runtime, self: StandardSetController) =>
    ApexList.of(Types.SObject, [...self.selected]),
  [`${SET}.setSelected(List<SObject>)`]: (_rt: Runtime, self: StandardSetController, rows: ApexList) => {
    self.selected = [...notNull(rows).items];
  },
  [`${SET}.getResultSize()`]: (_rt: Runtime, self: StandardSetController) => self.records.length,
  [`${SET}.getCompleteResult()`]: (_rt: Runtime, self: StandardSetController) => self.complete,
  [`${SET}.getPageSize()`]: (_rt: Runtime, self: StandardSetController) => self.pageSize,
  [`${SET}.setPageSize(Integer)`]: (_rt: Runtime, self: StandardSetController, size: number) => {
    self.pageSize = Math.max(1, notNull(size));
    self.turnTo(self.page);
  },
  [`${SET}.getPageNumber()`]: (_rt: Runtime, self: StandardSetController) => self.page,
  [`${SET}.setPageNumber(Integer)`]: (_rt: Runtime, self: StandardSetController, page: number) => {
    self.turnTo(notNull(page));
  },
  [`${SET}.getHasNext()`]: (_rt: Runtime, self: StandardSetController) => self.page < self.lastPage,
  [`${SET}.getHasPrevious()`]: (_rt: Runtime, self: StandardSetController) => self.page > 1,
  [`${SET}.first()`]: turn(() => 1),
  [`${SET}.last()`]: turn(({ lastPage }) => lastPage),
  [`${SET}.next()`]: turn(({ page }) => page + 1),
  [`${SET}.previous()`]: turn(({ page }) => page - 1),
  [`${SET}.save()`]: saveSet,
  [`${SET}.cancel()`]: (rt: Runtime) => returnPage(rt) ?? pageTo('/home/home.jsp'),
};
