/** The Apex SOAP API: anonymous Apex as `sf apex run` sends it. */
import { Unsupported } from '../../engine/errors.ts';
import { DEFAULT_LEVELS, LOG_CATEGORIES, LOG_LEVELS, type LogLevels } from '../../apex/index.ts';
import { xml } from '../http.ts';
import type { Handler } from '../services.ts';
import { childrenIn, element, envelope, parseEnvelope, textIn, type SoapNode } from './envelope.ts';
import { soapCaller } from './soap-session.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/08/apex';

/** `POST /services/Soap/s/<version>[/<organisation>]`. */
export const apexSoap: Handler = async (context) => {
  const soap = parseEnvelope(context.request.body);
  const caller = soapCaller(context, soap);
  if (soap.operation !== 'executeAnonymous') throw new Unsupported(`SOAP Apex ${soap.operation}`);
  const source = textIn(soap.body, 'String') ?? textIn(soap.body, 'apexcode') ?? '';
  const result = await context.services.pool.run(
    'executeAnonymous',
    { source, levels: wantedLevels(childrenIn(soap.header, 'DebuggingHeader')[0]) },
    caller,
  );
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

/** What the older `debugLevel` of a DebuggingHeader stands for (SOAP API Developer Guide, "DebuggingHeader"). */
const NAMED_LEVELS: Readonly<Record<string, LogLevels>> = {
  NONE: {},
  DEBUGONLY: DEFAULT_LEVELS,
  DB: { ...DEFAULT_LEVELS, DB: 'INFO' },
  PROFILING: { ...DEFAULT_LEVELS, DB: 'INFO', APEX_PROFILING: 'FINE' },
  CALLOUT: { ...DEFAULT_LEVELS, DB: 'INFO', CALLOUT: 'INFO' },
  DETAIL: { ...DEFAULT_LEVELS, APEX_CODE: 'FINEST', DB: 'FINEST', CALLOUT: 'FINEST', SYSTEM: 'FINE' },
};

/** The categories a DebuggingHeader asks for. */
function wantedLevels(header: SoapNode | undefined): LogLevels {
  const pairs = childrenIn(header, 'categories').flatMap((node) => {
    const name = textIn(node, 'category')?.toUpperCase();
    const wanted = textIn(node, 'level')?.toUpperCase();
    const category = LOG_CATEGORIES.find((one) => one === name);
    const level = LOG_LEVELS.find((one) => one === wanted);
    return category && level ? [[category, level] as const] : [];
  });
  if (pairs.length > 0) return Object.fromEntries(pairs);
  return NAMED_LEVELS[textIn(header, 'debugLevel')?.toUpperCase() ?? 'DEBUGONLY'] ?? DEFAULT_LEVELS;
}
