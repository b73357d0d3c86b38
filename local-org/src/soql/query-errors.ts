import { OrgError } from '../engine/errors.ts';

/** How much of the statement the platform quotes on either side of a fault. */
const EXCERPT_BEFORE = 46;
const EXCERPT_AFTER = 40;

const FIELD_HINT =
  "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.";
const RELATIONSHIP_HINT =
  "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.";
const OBJECT_HINT =
  "If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.";

/**
 * An error with the platform's layout: a line of the statement, a caret, row and column, the message.
 * Layout as REST answers it (recorded in forcedotcom/soql-tooling#86 and apache/camel-quarkus#3022).
 */
export function queryError(
  code: string,
  text: string,
  at: number,
  message: string,
  fields: readonly string[] = [],
): OrgError {
  return new OrgError(
    code,
    `\n${excerpt(text, at)}\nERROR at Row:${row(text, at)}:Column:${column(text, at)}\n${message}`,
    {
      fields,
    },
  );
}

/** MALFORMED_QUERY for a token the grammar does not allow here. */
export function unexpectedToken(text: string, at: number, token: string): OrgError {
  return queryError('MALFORMED_QUERY', text, at, `unexpected token: '${token}'`);
}

/** INVALID_FIELD for a field that does not exist or that the user may not see: the platform does not tell which. */
export function noSuchColumn(text: string, at: number, field: string, objectName: string): OrgError {
  return queryError('INVALID_FIELD', text, at, `No such column '${field}' on entity '${objectName}'. ${FIELD_HINT}`, [
    field,
  ]);
}

/** INVALID_FIELD for an unknown parent relationship. */
export function noSuchRelationship(text: string, at: number, relationship: string): OrgError {
  const message = `Didn't understand relationship '${relationship}' in field path. ${RELATIONSHIP_HINT}`;
  return queryError('INVALID_FIELD', text, at, message, [relationship]);
}

/** INVALID_TYPE for an unknown child relationship in a subquery. */
export function noSuchChildRelationship(text: string, at: number, relationship: string): OrgError {
  const message = `Didn't understand relationship '${relationship}' in FROM part of query call. ${RELATIONSHIP_HINT}`;
  return queryError('INVALID_TYPE', text, at, message);
}

/** INVALID_TYPE for an object that does not exist or that the user may not read. */
export function noSuchType(text: string, at: number, objectName: string): OrgError {
  return queryError('INVALID_TYPE', text, at, `sObject type '${objectName}' is not supported. ${OBJECT_HINT}`);
}

/** INVALID_FIELD for a field whose type forbids the use. */
export function fieldCannotBe(
  text: string,
  at: number,
  field: string,
  what: 'filtered' | 'sorted' | 'grouped',
): OrgError {
  return queryError('INVALID_FIELD', text, at, `field '${field}' can not be ${what} in a query call`, [field]);
}

function row(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function column(text: string, at: number): number {
  return at - text.lastIndexOf('\n', at - 1);
}

function excerpt(text: string, at: number): string {
  let start = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - EXCERPT_BEFORE);
  if (start > 0 && !/[\s,]/.test(text[start - 1] ?? '')) {
    const boundary = /[\s,]/.exec(text.slice(start, at));
    if (boundary) start += boundary.index + 1;
  }
  const lineEnd = text.indexOf('\n', at);
  let end = Math.min(lineEnd < 0 ? text.length : lineEnd, at + EXCERPT_AFTER);
  if (end < text.length && !/[\s,]/.test(text[end] ?? '')) {
    const cut = /[\s,][^\s,]*$/.exec(text.slice(at, end));
    if (cut && cut.index > 0) end = at + cut.index;
  }
  const line = text.slice(start, end);
  const lead = line.length - line.trimStart().length;
  return `${line.trimStart().replace(/[\r\n]/g, ' ')}\n${' '.repeat(Math.max(0, at - start - lead))}^`;
}
