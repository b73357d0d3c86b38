/** The platform's error shapes: REST arrays, SOAP faults, OAuth objects, UI objects, and the HTTP status that belongs to each code. */
import { ApexFailure } from '../engine/apex-failure.ts';
import { OrgError, Unsupported } from '../engine/errors.ts';
import { RecordNotSaved } from '../engine/record-errors.ts';
import type { DuplicateResult } from '../engine/records.ts';
import type { ApiResponse } from './http.ts';
import { json, xml } from './http.ts';

/** How a family of routes words its failures. */
export type ErrorShape = 'rest' | 'soap' | 'oauth' | 'ui' | 'page';

/** REST API Developer Guide, "Status Codes and Error Responses". Every code that is absent answers 400. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  INVALID_SESSION_ID: 401,
  INVALID_AUTH_HEADER: 401,
  INSUFFICIENT_ACCESS: 403,
  FORBIDDEN: 403,
  API_DISABLED_FOR_ORG: 403,
  REQUEST_LIMIT_EXCEEDED: 403,
  CSRF_TOKEN_INVALID: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  UNSUPPORTED_MEDIA_TYPE: 415,
  URI_TOO_LONG: 414,
  REQUEST_TOO_LARGE: 413,
  APEX_ERROR: 500,
  UNKNOWN_EXCEPTION: 500,
  UNSUPPORTED_LOCALLY: 501,
  SERVER_UNAVAILABLE: 503,
};

/** HTTP status of an error at the REST API. */
export function statusOf(error: OrgError): number {
  return STATUS_BY_CODE[error.code] ?? 400;
}

/** Any thrown value as the error a client may see; what is not ours to explain becomes UNKNOWN_EXCEPTION. */
export function asOrgError(cause: unknown): OrgError {
  if (cause instanceof OrgError) return cause;
  return new OrgError('UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please see the log of the local org.', {
    cause,
  });
}

/** One entry of a REST error array. */
export function restError(error: OrgError): {
  readonly message: string;
  readonly errorCode: string;
  readonly fields?: readonly string[];
} {
  return {
    message: error.message,
    errorCode: error.code,
    ...(error.fields.length > 0 ? { fields: error.fields } : {}),
  };
}

/** The REST error array: every error of a record that was not saved, else the one. `version` (`67.0`) stands in record URLs. */
export function restErrors(error: OrgError, version: string): readonly object[] {
  if (!(error instanceof RecordNotSaved)) return [restError(error)];
  return error.errors.map(({ statusCode, message, fields, duplicates }) => ({
    ...(duplicates === undefined ? {} : { duplicateResut: duplicateResult(duplicates, version) }),
    ...restError(new OrgError(statusCode, message, { fields })),
  }));
}

/**
 * What a duplicate rule found, as REST answers show it, with the platform's own spelling of `duplicateResut` (seen in published answers
 * of API versions 48 to 51; see docs/real-org-checks.md).
 */
function duplicateResult({ matchResults, ...rule }: DuplicateResult, version: string): object {
  return {
    ...rule,
    matchResults: matchResults.map(({ ids, confidence, entityType, ...match }) => ({
      entityType,
      errors: [],
      ...match,
      matchRecords: ids.map((id) => ({
        additionalInformation: [],
        fieldDiffs: [],
        matchConfidence: confidence,
        record: {
          attributes: { type: entityType, url: `/services/data/v${version}/sobjects/${entityType}/${id}` },
          Id: id,
        },
      })),
      size: ids.length,
      success: true,
    })),
  };
}

/** The whole answer for a failed request. `version` is the API version the request names. */
export function errorResponse(error: OrgError, shape: ErrorShape, version = '67.0'): ApiResponse {
  const unsupported = error instanceof Unsupported ? { 'x-unsupported-feature': error.feature } : {};
  switch (shape) {
    case 'rest':
      return json(statusOf(error), restErrors(error, version), unsupported);
    case 'oauth':
      return json(400, { error: error.code, error_description: error.message });
    case 'ui':
      return json(statusOf(error), uiError(error), unsupported);
    case 'soap':
      return xml(500, soapFault(error));
    case 'page':
      return {
        status: statusOf(error),
        headers: { 'content-type': 'text/plain;charset=UTF-8', ...unsupported },
        body: error.message,
      };
  }
}

/**
 * User Interface API errors: `[{errorCode, message}]`, and for a record that was not saved an object whose `output` sorts the errors
 * by field (User Interface API Developer Guide, "Error Responses"); forms show them beside the field.
 */
function uiError(error: OrgError): unknown {
  if (error instanceof ApexFailure) return error.body;
  if (!(error instanceof RecordNotSaved)) return [restError(error)];
  const recordLevel: unknown[] = [];
  const fieldErrors: Record<string, unknown[]> = {};
  for (const { statusCode, message, fields } of error.errors) {
    const entry = { constituentField: null, duplicateRecordError: null, errorCode: statusCode, message };
    if (fields.length === 0) recordLevel.push({ ...entry, field: null, fieldLabel: null });
    for (const field of fields) (fieldErrors[field] ??= []).push({ ...entry, field, fieldLabel: field });
  }
  return {
    message: 'An error occurred while trying to update the record. Please try again.',
    statusCode: statusOf(error),
    enhancedErrorType: 'RecordError',
    output: { errors: recordLevel, fieldErrors },
  };
}

/** SOAP 1.1 fault with the platform's namespace prefix on the code. */
export function soapFault(error: OrgError): string {
  const code = escapeXml(error.code);
  const message = escapeXml(`${error.code}: ${error.message}`);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${message}</faultstring>` +
    `<detail><sf:fault xsi:type="sf:UnexpectedErrorFault"><sf:exceptionCode>${code}</sf:exceptionCode><sf:exceptionMessage>${escapeXml(error.message)}</sf:exceptionMessage></sf:fault></detail>` +
    '</soapenv:Fault></soapenv:Body></soapenv:Envelope>'
  );
}

/** Text for element content and attribute values. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
