/** Test.loadData: records from a CSV static resource. */
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { ownRuntime } from './own-runtime.ts';
import { runDml } from '../runtime/statements.ts';
import { Types, listOf, sobjectType } from '../runtime/type-ref.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexSObject,
  ApexTime,
  Blob,
  Decimal,
  toId,
} from '../runtime/values/index.ts';

/** Rows of fields; quoted fields may hold commas, quotes and line breaks. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else field += char;
    } else if (char === '"') quoted = true;
    else if (char === ',' || char === '\n') {
      row.push(field);
      field = '';
      if (char === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (char !== '\r') field += char;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

function fieldValue(text: string, record: ApexSObject, field: string): unknown {
  if (text === '') return null;
  switch (record.fieldType(field)) {
    case Types.Id:
      return toId(text);
    case Types.Boolean:
      return text.toLowerCase() === 'true' || text === '1';
    case Types.Integer:
      return Number(text);
    case Types.Decimal:
      return Decimal.parse(text) ?? null;
    case Types.Date:
      return ApexDate.fromIso(text) ?? null;
    case Types.Datetime:
      return ApexDatetime.fromIso(text) ?? null;
    case Types.Time:
      return ApexTime.fromIso(text) ?? null;
    case Types.Blob:
      return Blob.fromBase64(text);
    default:
      return text;
  }
}

/** Reads the resource, inserts its rows, and gives the records; Id columns of the file are links inside the file only and left out. */
export function loadData(rt: Runtime, objectName: string, resource: string): ApexList {
  const def = rt.schema().object(objectName);
  if (!def) throw new ApexException('System.InvalidParameterValueException', `Invalid sobject provided. ${objectName}`);
  const { records: resources } = rt.parts.queries.query(
    'SELECT Body FROM StaticResource WHERE Name = :resource',
    { resource },
    rt.scope('SYSTEM_MODE'),
  );
  const body = resources[0]?.values.Body;
  if (typeof body !== 'string') {
    throw new ApexException('System.StringException', `Static Resource not found : ${resource}`);
  }
  const [header = [], ...rows] = parseCsv(
    Blob.fromBase64(body)
      .toText()
      .replace(/^\uFEFF/, ''),
  );
  const records = rows.map((row) => {
    const record = new ApexSObject(def.name);
    header.forEach((name, column) => {
      const field = def.fields.get(name.trim().toLowerCase());
      if (!field) throw new Unsupported(`Apex Test.loadData column ${name}`, `${def.name} has no such field`);
      if (field.type !== 'id') record.populated.set(field.name, fieldValue(row[column] ?? '', record, field.name));
    });
    return record;
  });
  runDml(ownRuntime(rt), { operation: 'insert', records, allOrNone: true, mode: 'SYSTEM_MODE' });
  return new ApexList(listOf(sobjectType(def.name)), records);
}
