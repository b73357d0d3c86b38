/**
 * Platform types and members that the published signatures (standard-types 65) leave out, in their notation (generated/README.md).
 * Sources: Apex Reference, of the class named, unless another is given.
 */

/** A type as the signatures file writes it. */
export interface RawType {
  readonly kind: 'class' | 'abstract' | 'interface' | 'enum';
  readonly params?: readonly string[];
  readonly extends?: string;
  readonly implements?: readonly string[];
  readonly new?: readonly string[];
  readonly methods?: readonly string[];
  readonly props?: readonly string[];
  readonly values?: readonly string[];
}

const exception: RawType = {
  kind: 'class',
  extends: 'Exception',
  new: ['()', '(Exception)', '(String)', '(String,Exception)'],
};

export const undeclaredTypes: Readonly<Record<string, RawType>> = {
  // "Formula Evaluation", "DataWeave in Apex": subclasses of System.Exception.
  'System.FormulaValidationException': exception,
  'System.FormulaEvaluationException': exception,
  'System.DataWeaveScriptException': exception,
  // "Cache Namespace", Cache Exceptions: named inside the class that throws them.
  'Cache.Session.SessionCacheException': { ...exception, extends: 'Cache.SessionCacheException' },
  'Cache.Session.SessionCacheNoSessionException': { ...exception, extends: 'Cache.SessionCacheNoSessionException' },
  'Cache.Org.OrgCacheException': { ...exception, extends: 'Cache.OrgCacheException' },
  // "PaginationCursor Class", "CursorFetchResult Class" (API 66.0).
  'Database.PaginationCursor': {
    kind: 'class',
    methods: ['fetchPage(Integer,Integer):Database.CursorFetchResult', 'getNumRecords():Integer'],
  },
  'Database.CursorFetchResult': {
    kind: 'class',
    methods: [
      'getNextIndex():Integer',
      'getNumDeletedRecords():Integer',
      'getRecords():List<SObject>',
      'isDone():Boolean',
    ],
  },
};

/** Added to what the signatures say about a type. */
export const undeclaredMembers: Readonly<Record<string, Pick<RawType, 'new' | 'methods' | 'props' | 'values'>>> = {
  // "Quiddity Enum".
  'System.Quiddity': { values: ['UNDEFINED'] },
  // "QueueableDuplicateSignature Class" begins its examples so.
  'System.QueueableDuplicateSignature': { methods: ['static Builder():QueueableDuplicateSignature.Builder'] },
  // "Interview Class": a flow's own type is made with its input variables.
  'Flow.Interview': { new: ['(Map<String,Object>)'] },
  'System.Database': {
    methods: [
      'static getPaginationCursor(String):Database.PaginationCursor',
      'static getPaginationCursor(String,AccessLevel):Database.PaginationCursor',
      'static getPaginationCursorWithBinds(String,Map<String,Object>,AccessLevel):Database.PaginationCursor',
    ],
  },
};
