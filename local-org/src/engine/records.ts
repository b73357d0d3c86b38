/**
 * What a record looks like between the folders of the engine. One representation for every channel:
 * ids are 18 characters; dates `YYYY-MM-DD`; times `HH:MM:SS.mmmZ`; date-times UTC `YYYY-MM-DDTHH:MM:SS.mmmZ`;
 * numbers are JavaScript numbers already rounded to the field's scale; blobs base64 text; multi-select values joined by `;`.
 * The same representation is what the store keeps (booleans as 0/1 there, converted at the store's edge).
 */

export type FieldValue = string | number | boolean | null;

/** A field value, a parent record (by relationship name) or a child list (by child relationship name). */
export type RecordValue = FieldValue | SObjectRecord | readonly SObjectRecord[] | GeoValue;

/** Compound geolocation or address as a query returns it. */
export interface GeoValue {
  readonly compound: Readonly<Record<string, FieldValue>>;
}

export interface SObjectRecord {
  /** Canonical object name; `AggregateResult` for aggregate rows. */
  readonly type: string;
  /** Keyed by canonical field, relationship or alias name, in the order they were selected or set. A key that is absent was not given. */
  readonly values: Record<string, RecordValue>;
}

/** One failure of one record, with the platform's status code and words. */
export interface DmlError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** With DUPLICATES_DETECTED: what the duplicate rule found. */
  readonly duplicates?: DuplicateResult;
}

/** What a duplicate rule found. Source: Apex Reference, Datacloud.DuplicateResult. */
export interface DuplicateResult {
  /** Whether the record can be saved all the same, when the client says so. */
  readonly allowSave: boolean;
  readonly duplicateRule: string;
  readonly duplicateRuleEntityType: string;
  readonly errorMessage: string;
  readonly matchResults: readonly DuplicateMatches[];
}

/** Records that one matching rule found. */
export interface DuplicateMatches {
  readonly entityType: string;
  readonly matchEngine: 'ExactMatchEngine' | 'FuzzyMatchEngine';
  readonly rule: string;
  readonly ids: readonly string[];
  /** 0 to 100; -1 when there is none. */
  readonly confidence: number;
}

/** The outcome for one record of a DML call; `id` is null when nothing was saved. */
export interface SaveResult {
  readonly id: string | null;
  readonly success: boolean;
  /** For upsert: whether the record was inserted. */
  readonly created?: boolean;
  readonly errors: readonly DmlError[];
}

/** The outcome of one merge; `id` is the record that stays. Source: SOAP API Developer Guide, MergeResult. */
export interface MergeResult extends SaveResult {
  readonly mergedRecordIds: readonly string[];
  /** Records that belonged to the merged ones and belong to the remaining one now. */
  readonly updatedRelatedIds: readonly string[];
}
