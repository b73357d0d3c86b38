/** The call `merge` of the partner SOAP API. Source: SOAP API Developer Guide, merge(), MergeRequest and MergeResult. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Caller } from '../../engine/messages.ts';
import type { FieldValue, MergeResult } from '../../engine/records.ts';
import type { RequestContext } from '../services.ts';
import type { SoapNode, SoapRequest, SoapValue, XmlTree } from './envelope.ts';
import { childrenIn, textIn, textsIn } from './envelope.ts';

/** "Up to 200 merge requests can be made in a single SOAP call." */
const MAX_REQUESTS = 200;

/** One result per request, in their order; each request is a transaction of its own. */
export async function mergeCall(
  soap: SoapRequest,
  caller: Caller,
  { services }: RequestContext,
): Promise<readonly XmlTree[]> {
  const requests = childrenIn(soap.body, 'request').concat(childrenIn(soap.body, 'mergeRequests'));
  if (requests.length > MAX_REQUESTS) {
    throw new OrgError('EXCEEDED_ID_LIMIT', `record limit reached. cannot submit more than ${MAX_REQUESTS} requests`);
  }
  const inputs = requests.map(mergeInput);
  const results: XmlTree[] = [];
  for (const input of inputs) results.push(answerOf(await services.pool.run('merge', input, caller)));
  return results;
}

function mergeInput(request: SoapNode): {
  readonly object: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly duplicateIds: readonly string[];
  readonly portalUserId?: string;
} {
  const [main] = childrenIn(request, 'masterRecord');
  const object = textIn(main, 'type');
  if (main === undefined || object === undefined) {
    throw new OrgError('INVALID_TYPE', 'Must send a concrete entity type.');
  }
  const portalUserId = portalUserIdOf(request);
  return {
    object,
    values: valuesOf(main),
    duplicateIds: textsIn(request, 'recordToMergeIds'),
    ...(portalUserId === undefined ? {} : { portalUserId }),
  };
}

/** "additionalInformationMap": name and value; `PortalUserId` names the portal user to keep. */
function portalUserIdOf(request: SoapNode): string | undefined {
  const entries = childrenIn(request, 'additionalInformationMap');
  const other = entries.map((entry) => textIn(entry, 'name') ?? '').find((name) => name !== 'PortalUserId');
  if (other !== undefined) throw new Unsupported(`MergeRequest.additionalInformationMap ${other}`);
  return textIn(entries[0], 'value');
}

/** Field values of an sObject: texts, which are read by the type of their field; `fieldsToNull` and nil elements empty a field. */
function valuesOf(record: SoapNode): Readonly<Record<string, FieldValue>> {
  const values: Record<string, FieldValue> = {};
  for (const name of textsIn(record, 'fieldsToNull')) values[name] = null;
  for (const [name, value] of Object.entries(record)) {
    if (name.startsWith('@') || name === '#text' || name === 'type' || name === 'fieldsToNull') continue;
    values[name] = valueOf(name, value);
  }
  return values;
}

function valueOf(name: string, value: SoapValue | undefined): FieldValue {
  if (value === undefined || typeof value === 'string') return value ?? null;
  // Clients made from the WSDL send the id twice.
  if (Array.isArray(value)) return valueOf(name, (value as readonly (string | SoapNode)[])[0]);
  const node = value as SoapNode;
  if (node['@nil'] === 'true') return null;
  const text = node['#text'];
  if (typeof text === 'string' && Object.keys(node).every((key) => key === '#text' || key.startsWith('@'))) return text;
  if (Object.keys(node).every((key) => key.startsWith('@'))) return null;
  throw new OrgError('INVALID_FIELD', `External ID fields cannot be used with merge: ${name}`, { fields: [name] });
}

function answerOf(result: MergeResult): XmlTree {
  return {
    errors: result.errors.map(({ fields, message, statusCode }) => ({ fields, message, statusCode })),
    id: result.id,
    mergedRecordIds: result.mergedRecordIds,
    success: result.success,
    updatedRelatedIds: result.updatedRelatedIds,
  };
}
