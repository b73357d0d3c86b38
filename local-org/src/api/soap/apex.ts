/** The Apex SOAP API: anonymous Apex as `sf apex run` sends it. */
import { Unsupported } from '../../engine/errors.ts';
import { xml } from '../http.ts';
import type { Handler } from '../services.ts';
import { element, envelope, parseEnvelope, textIn } from './envelope.ts';
import { soapCaller } from './soap-session.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/08/apex';

/** `POST /services/Soap/s/<version>[/<organisation>]`. */
export const apexSoap: Handler = async (context) => {
  const soap = parseEnvelope(context.request.body);
  const caller = soapCaller(context, soap);
  if (soap.operation !== 'executeAnonymous') throw new Unsupported(`SOAP Apex ${soap.operation}`);
  const source = textIn(soap.body, 'String') ?? textIn(soap.body, 'apexcode') ?? '';
  const result = await context.services.pool.run('executeAnonymous', { source }, caller);
  const { log, ...outcome } = result;
  const nil = (name: string, value: string | null): string =>
    value === null ? `<${name} xsi:nil="true"/>` : element(name, value);
  const content =
    element('column', outcome.column) +
    nil('compileProblem', outcome.compileProblem) +
    element('compiled', outcome.compiled) +
    nil('exceptionMessage', outcome.exceptionMessage) +
    nil('exceptionStackTrace', outcome.exceptionStackTrace) +
    element('line', outcome.line) +
    element('success', outcome.success);
  const body = `<executeAnonymousResponse><result>${content}</result></executeAnonymousResponse>`;
  return xml(200, envelope(NAMESPACE, body, `<DebuggingInfo>${element('debugLog', log)}</DebuggingInfo>`));
};
