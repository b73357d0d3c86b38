/** What single standard objects do beyond the common rules, declared by the object and asked for by the steps. */
import type { SObjectRecord } from '../../engine/records.ts';
import type { Scope } from '../../engine/ports.ts';
import type { DmlParts } from '../parts.ts';
import type { Chunk, Row } from '../row.ts';

/** Where rows of a delete or undelete come from. */
export interface RemovalContext {
  readonly scope: Scope;
  readonly parts: DmlParts;
  readonly now: string;
}

export interface ObjectBehaviour {
  /** Step 2: the name under which record types of this new row are given to users, when it is not the object's. */
  recordTypesOf?(row: Row): string | undefined;
  /** Step 2: after defaults and the request's values. */
  afterNewValues?(row: Row, chunk: Chunk): void;
  /** Fields that must have a value for this row although the field definition does not say so. */
  requiredFields?(row: Row): readonly string[];
  /** Fields the save computes, so that nobody must give them. */
  computedFields?(row: Row): readonly string[];
  /** Step 5: rules of the object itself. */
  validate?(row: Row, chunk: Chunk): void;
  /** Step 7: values computed from others, just before the row is written. */
  beforeSave?(row: Row, chunk: Chunk): void;
  /** Step 7: other rows that belong to this one. */
  afterSave?(rows: readonly Row[], chunk: Chunk): void;
  /** Whether this child keeps the record that `field` leads to from being deleted, when the relationship itself does not. */
  keepsParent?(record: SObjectRecord, field: string, context: RemovalContext): boolean;
  /** Ids of other records that are deleted and come back together with this one. */
  deletedWith?(record: SObjectRecord, context: RemovalContext): readonly string[];
}
