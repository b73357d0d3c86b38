/** The parts of the partner SOAP API that clients use to log in, to set passwords and to merge; other data goes through REST. */
import { plainText } from '../../engine/plain-text.ts';
import { OrgError, Unsupported } from '../../engine/errors.ts';
import { xml } from '../http.ts';
import type { Handler, RequestContext } from '../services.ts';
import { ORG_CALLER } from '../services.ts';
import type { SoapRequest, XmlTree } from './envelope.ts';
import { element, envelope, parseEnvelope, textIn } from './envelope.ts';
import { mergeCall } from './merge.ts';
import { soapCaller } from './soap-session.ts';

const NAMESPACE = 'urn:partner.soap.sforce.com';

/** `POST /services/Soap/u/<version>`. */
export const partnerSoap: Handler = async (context) => {
  const soap = parseEnvelope(context.request.body);
  const result = await answer(soap, context);
  return xml(
    200,
    envelope(NAMESPACE, `<${soap.operation}Response>${element('result', result)}</${soap.operation}Response>`),
  );
};

async function answer(soap: SoapRequest, context: RequestContext): Promise<XmlTree> {
  switch (soap.operation) {
    case 'login':
      return login(soap, context);
    case 'logout':
      soapCaller(context, soap);
      if (soap.sessionId !== null) await context.services.sessions.close(soap.sessionId);
      return null;
    case 'getServerTimestamp':
      soapCaller(context, soap);
      return { timestamp: new Date(context.services.clock.now()).toISOString() };
    case 'getUserInfo':
      return userInfo(soapCaller(context, soap).userId ?? '', context);
    case 'setPassword': {
      const input = { userId: textIn(soap.body, 'userId') ?? '', password: textIn(soap.body, 'password') ?? '' };
      await context.services.pool.run('setPassword', input, soapCaller(context, soap));
      return {};
    }
    case 'merge':
      return mergeCall(soap, soapCaller(context, soap), context);
    default:
      throw new Unsupported(`SOAP partner ${soap.operation}`, 'use the REST API');
  }
}

async function login(soap: SoapRequest, context: RequestContext): Promise<XmlTree> {
  const username = textIn(soap.body, 'username') ?? '';
  const outcome = await context.services.pool.run(
    'loginWithPassword',
    { username, password: textIn(soap.body, 'password') ?? '' },
    ORG_CALLER,
  );
  if (!outcome.ok) {
    throw outcome.reason === 'locked'
      ? new OrgError('LOGIN_MUST_USE_SECURITY_TOKEN', 'Too many failed attempts: the user is locked for a while.')
      : new OrgError('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.');
  }
  const { token } = await context.services.sessions.open(outcome.user.userId, 'api');
  const { origin } = context.request;
  const version = context.params['version'] ?? '67.0';
  const organization = outcome.user.organizationId;
  return {
    metadataServerUrl: `${origin}/services/Soap/m/${version}/${organization}`,
    passwordExpired: false,
    sandbox: false,
    serverUrl: `${origin}/services/Soap/u/${version}/${organization}`,
    sessionId: token,
    userId: outcome.user.userId,
    userInfo: await userInfo(outcome.user.userId, context),
  };
}

async function userInfo(userId: string, context: RequestContext): Promise<XmlTree> {
  const facts = await context.services.pool.run('identityFacts', { userId }, ORG_CALLER);
  const text = (name: string): string => plainText(facts[name]);
  return {
    currencySymbol: null,
    organizationId: text('organizationId'),
    organizationName: text('organizationName'),
    organizationMultiCurrency: true,
    profileId: text('profileId'),
    roleId: facts['roleId'] === null ? null : text('roleId'),
    sessionSecondsValid: 7200,
    userDefaultCurrencyIsoCode: text('currency'),
    userEmail: text('email'),
    userFullName: text('displayName'),
    userId,
    userLanguage: text('language'),
    userLocale: text('locale'),
    userName: text('username'),
    userTimeZone: text('timeZone'),
    userType: text('userType'),
    userUiSkin: 'Theme3',
  };
}
