import { OrgError } from '../../engine/errors.ts';
import type { Caller } from '../../engine/messages.ts';
import type { RequestContext } from '../services.ts';
import type { SoapRequest } from './envelope.ts';

/** The caller of a SOAP request: the session stands in the envelope; a site session is no key to the API. */
export function soapCaller(context: RequestContext, soap: SoapRequest): Caller {
  const session = soap.sessionId === null ? null : context.services.sessions.find(soap.sessionId);
  if (!session || session.kind === 'site') {
    throw new OrgError('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');
  }
  const apiVersion = /^\d+(\.\d)?$/.test(context.params['version'] ?? '')
    ? Number(context.params['version']).toFixed(1)
    : '67.0';
  return { userId: session.userId, channel: 'api', apiVersion };
}
