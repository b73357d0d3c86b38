/** List views: metadata type ListView compiled to SOQL (Metadata API Developer Guide, "ListView"). */
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { OrgError, Unsupported } from '../errors.ts';
import type { XmlNode } from '../metadata-catalogue.ts';
import { nodesOf, textOf, textsOf } from '../metadata-catalogue.ts';
import type { OperationContext } from '../operations/context.ts';

/** A list view ready to run. */
export interface CompiledListView {
  readonly name: string;
  readonly label: string;
  /** Field paths in SOQL notation. */
  readonly columns: readonly string[];
  /** Text after WHERE, or null. */
  readonly where: string | null;
}

/**
 * Standard fields have names of their own in list views (`ACCOUNT.NAME`, `CREATED_DATE`): the common part of all objects, then the
 * spelling of some. Everything else is `OBJECT.FIELD_NAME` in capitals, or the API name of a custom field.
 */
const COLUMN_NAMES: Readonly<Record<string, string>> = {
  NAME: 'Name',
  OWNER_NAME: 'Owner.Name',
  'OWNER.ALIAS': 'Owner.Alias',
  'OWNER.FIRST_NAME': 'Owner.FirstName',
  'OWNER.LAST_NAME': 'Owner.LastName',
  'CORE.USERS.ALIAS': 'Owner.Alias',
  'CORE.USERS.FULL_NAME': 'Owner.Name',
  CREATED_DATE: 'CreatedDate',
  CREATEDBY_USER: 'CreatedBy.Name',
  'CREATEDBY_USER.ALIAS': 'CreatedBy.Alias',
  LAST_UPDATE: 'LastModifiedDate',
  LAST_ACTIVITY: 'LastActivityDate',
  UPDATEDBY_USER: 'LastModifiedBy.Name',
  'UPDATEDBY_USER.ALIAS': 'LastModifiedBy.Alias',
  RECORDTYPE: 'RecordType.Name',
  CURRENCY_ISO_CODE: 'CurrencyIsoCode',
  FULL_NAME: 'Name',
  PHONE1: 'Phone',
  'ACCOUNT.PHONE1': 'Phone',
  'SALES.ACCOUNT.NAME': 'Account.Name',
  'CONTRACT.CONTRACT_NUMBER': 'ContractNumber',
  'CONTRACT.START_DATE': 'StartDate',
  'CONTRACT.END_DATE': 'EndDate',
  'CONTRACT.STATUS': 'Status',
  'CONTRACT.TERM': 'ContractTerm',
  'CASES.CASE_NUMBER': 'CaseNumber',
  'CASES.SUBJECT': 'Subject',
  'CASES.STATUS': 'Status',
  'CASES.PRIORITY': 'Priority',
  'CASES.CREATED_DATE': 'CreatedDate',
  'CASES.CLOSED': 'IsClosed',
  'OPPORTUNITY.CLOSED': 'IsClosed',
  'OPPORTUNITY.WON': 'IsWon',
};

/** SOQL path of a list-view field. */
export function listViewField(column: string, def: SObjectDef, context: OperationContext): string {
  const known = COLUMN_NAMES[column.endsWith('.RECORDTYPE') ? 'RECORDTYPE' : column];
  if (known !== undefined && isPath(known, def, context)) return known;
  const field = def.fields.get(column.toLowerCase());
  if (field) return field.name;
  // `ACCOUNT.TYPE` on Account is the field Type, `ACCOUNT.NAME` on another object the parent's name.
  const [qualifier = '', ...rest] = column.split('.');
  const bare = rest.join('').replaceAll('_', '').toLowerCase();
  const own = [...def.fields.values()].find((candidate) => candidate.name.toLowerCase() === bare);
  if (own && qualifier.replaceAll('_', '').toLowerCase() === def.name.toLowerCase()) return own.name;
  const parent = [...def.fields.values()].find(
    (candidate) => candidate.relationshipName?.toLowerCase() === qualifier.toLowerCase(),
  );
  if (parent?.relationshipName !== undefined && bare !== '') {
    const path = `${parent.relationshipName}.${rest.join('.')}`;
    if (isPath(path, def, context)) return path;
  }
  if (own) return own.name;
  const plain = [...def.fields.values()].find(
    (candidate) => candidate.name.toLowerCase() === column.replaceAll('_', '').toLowerCase(),
  );
  if (plain) return plain.name;
  throw new Unsupported(`ListView.column ${def.name} ${column}`);
}

function isPath(path: string, def: SObjectDef, context: OperationContext): boolean {
  const [first = '', second] = path.split('.');
  if (second === undefined) return def.fields.has(first.toLowerCase());
  const parent = [...def.fields.values()].find(
    (field) => field.relationshipName?.toLowerCase() === first.toLowerCase(),
  );
  const target = parent && context.engine.schemaIn(context.user.language).object(parent.referenceTo[0] ?? '');
  return target?.fields.has(second.toLowerCase()) ?? false;
}

/** Compiles the metadata of one list view. */
export function compileListView(
  def: SObjectDef,
  fullName: string,
  node: XmlNode,
  context: OperationContext,
): CompiledListView {
  const filters = nodesOf(node, 'filters').map((filter) => condition(def, filter, context));
  const parts: string[] = [];
  const scope = textOf(node, 'filterScope') ?? 'Everything';
  if (scope === 'Mine') parts.push(`OwnerId = ${quoted(context.user.userId)}`);
  else if (scope === 'Queue') parts.push(`Owner.Name = ${quoted(textOf(node, 'queue') ?? '')}`);
  else if (scope !== 'Everything') throw new Unsupported(`ListView.filterScope ${scope}`);
  const logic = textOf(node, 'booleanFilter');
  if (filters.length > 0)
    parts.push(logic === undefined || logic === '' ? filters.join(' AND ') : withLogic(logic, filters));
  return {
    name: fullName.slice(fullName.indexOf('.') + 1),
    label: textOf(node, 'label') ?? fullName,
    columns: textsOf(node, 'columns').map((column) => listViewField(column, def, context)),
    where: parts.length === 0 ? null : parts.map((part) => `(${part})`).join(' AND '),
  };
}

/** `1 AND (2 OR 3)` with each number replaced by its condition. */
function withLogic(logic: string, filters: readonly string[]): string {
  if (!/^[\d\s()]*(?:(?:AND|OR|NOT)[\d\s()]*)*$/i.test(logic))
    throw new OrgError('INVALID_FIELD', `Invalid filter logic: ${logic}`);
  return logic.replaceAll(/\d+/g, (number) => {
    const filter = filters[Number(number) - 1];
    if (filter === undefined)
      throw new OrgError('INVALID_FIELD', `Filter logic names filter ${number}, which does not exist.`);
    return filter;
  });
}

const RECORD_TYPE = 'RecordType.DeveloperName';

/** As a column a record type shows its name; as a filter it is given as `Account.Agency` (`ACCOUNT.RECORDTYPE`, `RECORDTYPE`). */
function filterField(column: string, def: SObjectDef, context: OperationContext): string {
  return /(^|\.)RECORDTYPE$/.test(column) ? RECORD_TYPE : listViewField(column, def, context);
}

function condition(def: SObjectDef, filter: XmlNode, context: OperationContext): string {
  const path = filterField(textOf(filter, 'field') ?? '', def, context);
  const field = path.includes('.') ? undefined : def.fields.get(path.toLowerCase());
  const operation = textOf(filter, 'operation') ?? 'equals';
  const raw = textOf(filter, 'value') ?? '';
  const values = raw
    .split(',')
    .map((value) => value.trim())
    .map((value) => (path === RECORD_TYPE ? value.slice(value.indexOf('.') + 1) : value));
  const literals = values.map((value) => literal(value, field));
  switch (operation) {
    case 'equals':
      return raw === '' ? `${path} = null` : `${path} IN (${literals.join(', ')})`.replace(/ IN \(([^,]*)\)$/, ' = $1');
    case 'notEqual':
      return raw === '' ? `${path} != null` : `${path} NOT IN (${literals.join(', ')})`;
    case 'lessThan':
      return `${path} < ${literals[0] ?? 'null'}`;
    case 'greaterThan':
      return `${path} > ${literals[0] ?? 'null'}`;
    case 'lessOrEqual':
      return `${path} <= ${literals[0] ?? 'null'}`;
    case 'greaterOrEqual':
      return `${path} >= ${literals[0] ?? 'null'}`;
    case 'contains':
      return either(values.map((value) => `${path} LIKE ${quoted(`%${likeText(value)}%`)}`));
    case 'notContain':
      return values.map((value) => `(NOT ${path} LIKE ${quoted(`%${likeText(value)}%`)})`).join(' AND ');
    case 'startsWith':
      return either(values.map((value) => `${path} LIKE ${quoted(`${likeText(value)}%`)}`));
    case 'includes':
      return `${path} INCLUDES (${literals.join(', ')})`;
    case 'excludes':
      return `${path} EXCLUDES (${literals.join(', ')})`;
    default:
      throw new Unsupported(`ListView.operation ${operation}`);
  }
}

function either(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' OR ')})`;
}

function literal(value: string, field: FieldDef | undefined): string {
  switch (field?.type) {
    case 'boolean':
      return value === '1' || value.toLowerCase() === 'true' ? 'true' : 'false';
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      if (!/^-?\d+(\.\d+)?$/.test(value))
        throw new OrgError('INVALID_FIELD', `Invalid number in a list view filter: ${value}`);
      return value;
    case 'date':
    case 'datetime':
      return dateLiteral(value, field.type);
    default:
      return quoted(value);
  }
}

/** `TODAY`, `LAST_N_DAYS:30`, or a day `2026-11-22` / `11/22/2026`. */
function dateLiteral(value: string, type: 'date' | 'datetime'): string {
  if (/^[A-Z_]+(:\d+)?$/.test(value)) return value;
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(value);
  const day = american
    ? `${american[3] ?? ''}-${(american[1] ?? '').padStart(2, '0')}-${(american[2] ?? '').padStart(2, '0')}`
    : value.slice(0, 10);
  if (!/^\d{4}-\d\d-\d\d$/.test(day))
    throw new OrgError('INVALID_FIELD', `Invalid date in a list view filter: ${value}`);
  return type === 'date' ? day : `${day}T00:00:00Z`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

function likeText(text: string): string {
  return text.replaceAll('%', String.raw`\%`).replaceAll('_', String.raw`\_`);
}
