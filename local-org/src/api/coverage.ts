/** Coverage of the org's HTTP face: REST resources as they are routed, and what stands beside them. */
import { partly, refused, supported } from '../engine/coverage-rows.ts';
import type { CoverageRow, CoverageSection } from '../engine/coverage-rows.ts';
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
    return supported(`${methods.join(' ')} ${path}`);
  });
}

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
      refused('OAuth 2.0: authorization code, device, token exchange', 'unsupported_grant_type'),
      supported(
        'SOAP metadata: describeMetadata, listMetadata, readMetadata, retrieve, checkRetrieveStatus, deploy, checkDeployStatus, cancelDeploy, deployRecentValidation',
      ),
      refused('SOAP metadata: every other operation'),
      supported('SOAP partner: login, logout, getServerTimestamp, getUserInfo, setPassword, merge'),
      refused('SOAP partner: every other operation', 'refused by name: records go over REST'),
      supported('SOAP Apex: executeAnonymous'),
      refused('SOAP Apex: every other operation'),
      supported('Streaming (Bayeux long polling) of platform events, with replay'),
      refused(
        'Pub/Sub API (gRPC), PushTopic, generic streaming, subscribing to change events',
        'no such endpoint or channel',
      ),
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
      refused('Templates of one’s own (welcomeTemplate, forgotPasswordTemplate)'),
      partly(
        'Mail that comes in for Apex (EmailServicesFunction, Messaging.InboundEmailHandler)',
        '`POST /local/inbound-mail` stands for the mail server; SPF, DKIM and TLS of the sender are not looked at; Requeue is refused by name',
      ),
      refused('Attachments and templates of Apex mail'),
      partly('Activities for mail to contacts (saveAsActivity)', 'the mail is sent, no activity is written'),
      partly('Languages of a site in its address', 'no redirect to the language of the visitor'),
    ],
  },
];
