/**
 * The shape of an org's schema: what describe answers, what DML checks, what SOQL resolves names against.
 * Built by `schema/` from the standard-object catalogue and the deployed metadata; read by every other folder.
 * All lookups by name are case-insensitive (the maps are keyed by lower-case API name); stored names are canonical.
 */

/** Field types as describe names them, with the text variants the platform tells apart only by length kept distinct. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'longtextarea'
  | 'richtextarea'
  | 'encryptedstring'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url'
  | 'autonumber'
  | 'location'
  | 'address'
  | 'base64'
  | 'anyType'
  /** Ids of the records that a junction relates; a record holds them as one text, with semicolons between (Object Reference, "JunctionIdList"). */
  | 'junctionidlist'
  /** A structure of its own: the header of a change event. */
  | 'complexvalue'
  | 'combobox';

/** One value of a picklist. */
export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly isDefault: boolean;
  /** Controlling-field values under which this value may be chosen; undefined when not dependent. */
  readonly validFor?: readonly string[];
}

/** A roll-up summary definition. */
export interface SummaryDef {
  readonly operation: 'count' | 'sum' | 'min' | 'max';
  readonly childObject: string;
  readonly childField: string;
  readonly summarizedField?: string;
  readonly filters: readonly { readonly field: string; readonly operation: string; readonly value: string }[];
}

/** One field of an object. */
export interface FieldDef {
  /** Canonical API name, also the SQL column name. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly custom: boolean;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  /** True when a value may be absent (the inverse of the metadata's `required`). */
  readonly nillable: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly externalId: boolean;
  /** True for Name, and for an object whose name is an auto number. */
  readonly nameField: boolean;
  /** Whether a client may set the field; false for system, formula, roll-up and auto-number fields. */
  readonly createable: boolean;
  readonly updateable: boolean;
  /** True when the platform fills a value on insert, so its absence is no error. */
  readonly defaultedOnCreate: boolean;
  /** Formula text of the default value, as in metadata. */
  readonly defaultFormula?: string;
  readonly formula?: string;
  readonly formulaTreatBlanksAs?: 'BlankAsZero' | 'BlankAsBlank';
  readonly summary?: SummaryDef;
  readonly displayFormat?: string;
  readonly startingNumber?: number;
  readonly picklist?: readonly PicklistValue[];
  readonly restrictedPicklist?: boolean;
  readonly controllingField?: string;
  readonly referenceTo: readonly string[];
  /** Name for parent paths (`Owner`, `Account__r`); undefined when the reference has none. */
  readonly relationshipName?: string;
  /** Name of the list of these records seen from the parent (`Contacts`, `Applications__r`). */
  readonly childRelationshipName?: string;
  readonly masterDetail: boolean;
  readonly writeRequiresMasterRead?: boolean;
  readonly reparentable?: boolean;
  readonly deleteConstraint?: 'Cascade' | 'Restrict' | 'SetNull';
  readonly trackHistory: boolean;
  readonly helpText?: string;
  readonly description?: string;
  /** Encrypted text only: how it shows to users without "View Encrypted Data". */
  readonly maskType?: 'all' | 'creditCard' | 'ssn' | 'lastFour' | 'sin' | 'nino';
  readonly maskChar?: 'asterisk' | 'X';
  /** For a component of a compound field (BillingCity of BillingAddress, FirstName of Name). */
  readonly compoundField?: string;
  /** True when FLS does not apply to it (Id, Name of required kind, master-detail, required fields, system fields). */
  readonly permissionable: boolean;
}

/** A relationship seen from the parent. */
export interface ChildRelationship {
  readonly childObject: string;
  readonly field: string;
  /** Undefined when the child list cannot be queried. */
  readonly relationshipName?: string;
  readonly onDelete: 'Cascade' | 'Restrict' | 'SetNull';
}

/** A record type. */
export interface RecordTypeDef {
  readonly developerName: string;
  readonly label: string;
  readonly active: boolean;
  readonly description?: string;
  readonly personAccount: boolean;
  /** Picklist field (lower case) → allowed values; a field that is absent allows all. */
  readonly picklistValues: ReadonlyMap<string, readonly { readonly value: string; readonly isDefault: boolean }[]>;
}

/** A validation rule; the formula is true when the record is WRONG. */
export interface ValidationRuleDef {
  readonly name: string;
  readonly active: boolean;
  readonly formula: string;
  readonly errorMessage: string;
  readonly errorField?: string;
}

/** A field set: fields an administrator chose for a page or for code. Source: Metadata API Developer Guide, FieldSet. */
export interface FieldSetDef {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** Displayed fields in order; a path may lead over lookups (`Account__r.Name`). */
  readonly fields: readonly { readonly path: string; readonly required: boolean }[];
}

/** Organisation-wide default. */
export type SharingModel =
  | 'Private'
  | 'Read'
  | 'ReadWrite'
  | 'ReadWriteTransfer'
  | 'FullAccess'
  | 'ControlledByParent'
  /** Setup and system objects: no record-level sharing. */
  | 'None';

export type ObjectKind =
  | 'standard'
  | 'custom'
  | 'customSetting'
  | 'customMetadata'
  | 'platformEvent'
  | 'share'
  | 'history'
  /** User, Profile, PermissionSet … : mixed-DML rules apply. */
  | 'setup';

/** One object of the org. */
export interface SObjectDef {
  /** Canonical API name, also the SQL table name. */
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly kind: ObjectKind;
  readonly custom: boolean;
  readonly description?: string;
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly childRelationships: readonly ChildRelationship[];
  readonly recordTypes: ReadonlyMap<string, RecordTypeDef>;
  readonly validationRules: readonly ValidationRuleDef[];
  /** By name in lower case; absent for an object without any. */
  readonly fieldSets?: ReadonlyMap<string, FieldSetDef>;
  readonly internalSharing: SharingModel;
  readonly externalSharing: SharingModel;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly queryable: boolean;
  readonly searchable: boolean;
  /** Whether rows carry OwnerId, and so a share table. */
  readonly hasOwner: boolean;
  readonly trackHistory: boolean;
  readonly enableFeeds: boolean;
  /** True when its rows are computed (UserRecordAccess, EntityDefinition …): there is no table. */
  readonly virtual?: boolean;
  /** Platform events only. */
  readonly publishBehavior?: 'PublishAfterCommit' | 'PublishImmediately';
  /** Custom settings only. */
  readonly customSettingsType?: 'List' | 'Hierarchy';
}

/** The whole schema of one org at one deployed state. */
export interface OrgSchema {
  /** Grows with every deploy that changes it; statement caches key on it. */
  readonly version: number;
  object(name: string): SObjectDef | undefined;
  objects(): Iterable<SObjectDef>;
  /** The object whose ids start with this three-character prefix. */
  objectByPrefix(prefix: string): SObjectDef | undefined;
}
