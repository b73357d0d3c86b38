/** Coverage of the org's HTTP face: REST resources as they are routed, and what stands beside them. */
import type { CoverageRow, CoverageSection } from '../engine/errors.ts';
import { addBulkResources } from './rest/bulk-resources.ts';
import { addCredentialResources } from './rest/credential-resources.ts';
import { addDataResources } from './rest/data-resources.ts';
import type { PlanRequest } from './rest/plan.ts';
import { addSetupResources } from './rest/setup-resources.ts';
import { addUiResources } from './rest/ui-resources.ts';
import { Router } from './router.ts';

/** Writes down what is routed. */
class RecordingRouter extends Router<PlanRequest> {
  readonly seen: { readonly methods: string; readonly pattern: string }[] = [];

  override add(methods: string, pattern: string, route: PlanRequest): void {
    this.seen.push({ methods, pattern });
    super.add(methods, pattern, route);
  }
}

/** Routes that exist to refuse by name what does not. */
const refusing: ReadonlySet<string> = new Set([
  '/sobjects/:object/describe/layouts',
  '/tooling/*rest',
  '/named-credentials/*rest',
  '/limits',
  '/jobs/*rest',
  '/actions/*rest',
]);

function resourceRows(): readonly CoverageRow[] {
  const router = new RecordingRouter();
  addDataResources(router);
  addBulkResources(router);
  addUiResources(router);
  addCredentialResources(router);
  addSetupResources(router);
  const methodsOf = new Map<string, string[]>();
  for (const { methods, pattern } of router.seen) {
    const known = methodsOf.get(pattern);
    if (known) known.push(methods);
    else methodsOf.set(pattern, [methods]);
  }
  const unknown = [...refusing].filter((pattern) => !methodsOf.has(pattern));
  if (unknown.length > 0) throw new Error(`No such routes: ${unknown.join(', ')}`);
  return [...methodsOf].map(([pattern, methods]): CoverageRow => {
    const path = `\`${pattern.replace('*rest', '…')}\``;
    if (refusing.has(pattern))
      return {
        feature: pattern.endsWith('*rest') ? `${path} (the rest)` : path,
        state: 'refused',
        note: 'refused by name',
      };
    return { feature: `${methods.join(' ')} ${path}`, state: 'supported' };
  });
}

const supported = (feature: string): CoverageRow => ({ feature, state: 'supported' });

export const coverage: readonly CoverageSection[] = [
  {
    title: 'REST resources',
    introduction:
      'Below `/services/data/vNN.N`, versions 64.0 to 67.0, by JSON. Besides these `composite` and `composite/batch`.',
    rows: resourceRows(),
  },
  {
    title: 'Other APIs',
    introduction: 'Protocols and pages that the org answers beside the REST resources.',
    rows: [
      supported(
        'OAuth 2.0: JWT bearer, client credentials, username and password, refresh, revoke, introspect, user info',
      ),
      {
        feature: 'OAuth 2.0: authorization code, device, token exchange',
        state: 'refused',
        note: 'unsupported_grant_type',
      },
      supported(
        'SOAP metadata: describeMetadata, listMetadata, readMetadata, retrieve, checkRetrieveStatus, deploy, checkDeployStatus, cancelDeploy, deployRecentValidation',
      ),
      { feature: 'SOAP metadata: every other operation', state: 'refused', note: 'refused by name' },
      supported('SOAP partner: login, logout, getServerTimestamp, getUserInfo, setPassword, merge'),
      {
        feature: 'SOAP partner: every other operation',
        state: 'refused',
        note: 'refused by name: records go over REST',
      },
      supported('SOAP Apex: executeAnonymous'),
      { feature: 'SOAP Apex: every other operation', state: 'refused', note: 'refused by name' },
      supported('Streaming (Bayeux long polling) of platform events, with replay'),
      {
        feature: 'Pub/Sub API (gRPC), PushTopic, generic streaming, subscribing to change events',
        state: 'refused',
        note: 'no such endpoint or channel',
      },
      supported('Apex REST (`/services/apexrest`), Apex methods for pages'),
    ],
  },
  {
    title: 'Mail and passwords',
    introduction:
      'What the org sends by itself, and what it receives. Every message sent is kept (`GET /local/mail`) and goes to the SMTP server that UP_MAIL_RELAY names.',
    rows: [
      supported('Welcome mail of a site (Network.sendWelcomeEmail), once per member, in English and German'),
      supported('Password reset by REST, Apex and a site’s forgotten-password page, with a one-time link'),
      supported('Page that sets a password by its link, in the look of the site'),
      {
        feature: 'Templates of one’s own (welcomeTemplate, forgotPasswordTemplate)',
        state: 'refused',
        note: 'refused by name',
      },
      {
        feature: 'Mail that comes in for Apex (EmailServicesFunction, Messaging.InboundEmailHandler)',
        state: 'partly',
        note: '`POST /local/inbound-mail` stands for the mail server; SPF, DKIM and TLS of the sender are not looked at; Requeue is refused by name',
      },
      { feature: 'Attachments and templates of Apex mail', state: 'refused', note: 'refused by name' },
      {
        feature: 'Activities for mail to contacts (saveAsActivity)',
        state: 'partly',
        note: 'the mail is sent, no activity is written',
      },
      {
        feature: 'Languages of a site in its address',
        state: 'partly',
        note: 'no redirect to the language of the visitor',
      },
    ],
  },
];
