/**
 * Mails that let people in: welcome to a site, a new password. Sources: Metadata API Developer Guide, Network (sendWelcomeEmail,
 * welcomeTemplate, networkMemberGroups, emailSenderAddress); Help, "Customize Email Sent from Experience Cloud Sites".
 */
import { accessMailText } from './access-mail-texts.ts';
import { Unsupported } from './errors.ts';
import { flag, nodeOf, textOf, textsOf } from './metadata-catalogue.ts';
import type { MetadataCatalogue } from './metadata-catalogue.ts';
import { networksOf, originOf } from './networks.ts';
import type { NetworkFacts } from './networks.ts';
import { issuePasswordCode } from './password-links.ts';
import type { PasswordLinkKind } from './password-links.ts';
import type { OutgoingMail, Store } from './ports.ts';
import type { SObjectRecord } from './records.ts';

export interface AccessMailParts {
  readonly store: Store;
  readonly metadata: MetadataCatalogue;
  organizationName(): string;
  /** Sends a message in the running transaction. */
  send(mail: OutgoingMail): void;
}

export interface AccessMail {
  /** After users or assignments of permission sets were written: who became a member of a site that welcomes its members gets its mail. */
  afterWrite(objectName: string, after: readonly SObjectRecord[] | null): void;
  /** Sends a link to set a new password at a site, or without one at the first site the user is a member of; employees at the org's login. */
  sendReset(userId: string, site?: string): void;
}

/** Ways in for one engine. */
export function createAccessMail(parts: AccessMailParts): AccessMail {
  return {
    afterWrite: (objectName, after) => {
      if (after === null || (objectName !== 'User' && objectName !== 'PermissionSetAssignment')) return;
      const field = objectName === 'User' ? 'Id' : 'AssigneeId';
      const ids = new Set(
        after.flatMap(({ values }) => {
          const id = values[field];
          return typeof id === 'string' ? [id] : [];
        }),
      );
      for (const userId of ids) welcome(userId, parts);
    },
    sendReset: (userId, site) => {
      const person = personOf(userId, parts.store);
      if (!person) return;
      const network = networksOf(parts.metadata).find((one) =>
        site === undefined ? person.external && isMember(person, one, parts.store) : one.site === site,
      );
      send('reset', person, network ?? null, parts);
    },
  };
}

interface Person {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string;
  readonly language: string;
  readonly profile: string;
  /** A user of sites, with a contact. */
  readonly external: boolean;
}

function welcome(userId: string, parts: AccessMailParts): void {
  const welcoming = networksOf(parts.metadata).filter(
    ({ node }) => textOf(node, 'status') === 'Live' && flag(node, 'sendWelcomeEmail'),
  );
  if (welcoming.length === 0) return;
  const person = personOf(userId, parts.store);
  if (!person?.external) return;
  for (const network of welcoming) {
    if (isMember(person, network, parts.store) && !wasWelcomed(person.id, network.site, parts.store))
      send('welcome', person, network, parts);
  }
}

function isMember(person: Person, { node }: NetworkFacts, store: Store): boolean {
  const groups = nodeOf(node, 'networkMemberGroups');
  if (textsOf(groups, 'profile').some((name) => name.toLowerCase() === person.profile.toLowerCase())) return true;
  const held = store
    .all(
      'SELECT p."Name" AS name FROM "PermissionSetAssignment" a JOIN "PermissionSet" p ON p."Id" = a."PermissionSetId" WHERE a."AssigneeId" = ?',
      person.id,
    )
    .map((row) => String(row['name']).toLowerCase());
  return textsOf(groups, 'permissionSet').some((name) => held.includes(name.toLowerCase()));
}

function wasWelcomed(userId: string, site: string, store: Store): boolean {
  return (
    store.get(
      "SELECT 1 AS known FROM _password_links WHERE user_id = ? AND kind = 'welcome' AND site = ?",
      userId,
      site,
    ) !== undefined
  );
}

function send(kind: PasswordLinkKind, person: Person, network: NetworkFacts | null, parts: AccessMailParts): void {
  if (network) refuseOwnTemplate(kind, network);
  const code = issuePasswordCode(parts.store, kind, { userId: person.id, site: network?.site ?? null }, Date.now());
  const origin = originOf(parts.store);
  const link = `${origin}${network ? `/${network.prefix}` : ''}/login?c=${code}`;
  const place = network?.name ?? parts.organizationName();
  parts.send({
    kind: kind === 'welcome' ? 'welcome' : 'password',
    from: senderOf(network, place),
    replyTo: null,
    to: [person.email],
    cc: [],
    bcc: [],
    whatId: null,
    ...accessMailText(kind, person.language, { ...person, place, link }),
  });
}

function senderOf(network: NetworkFacts | null, place: string): OutgoingMail['from'] {
  const address = textOf(network?.node, 'emailSenderAddress');
  return {
    name: textOf(network?.node, 'emailSenderName') ?? place,
    address: address === undefined || address === '' ? 'noreply@local-org.example' : address,
  };
}

/** The templates every site begins with are texts of ours; an organisation's own are not rendered yet. */
function refuseOwnTemplate(kind: PasswordLinkKind, { node }: NetworkFacts): void {
  const element = kind === 'welcome' ? 'welcomeTemplate' : 'forgotPasswordTemplate';
  const template = textOf(node, element);
  if (template !== undefined && !/^unfiled\$public\/Communit(y|ies)\w*$/.test(template))
    throw new Unsupported(`Network.${element} ${template}`, 'only the platform’s default templates are sent');
}

/** An active user who can be written to. */
function personOf(userId: string, store: Store): Person | null {
  const row = store.get(
    `SELECT u."Id" AS id, u."Username" AS username, u."Email" AS email, u."FirstName" AS first, u."LastName" AS last,
       u."LanguageLocaleKey" AS language, u."ContactId" AS contact, p."Name" AS profile
     FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Id" = ? AND u."IsActive" = 1`,
    userId,
  );
  if (!row || row['email'] === null) return null;
  return {
    id: String(row['id']),
    username: String(row['username']),
    email: String(row['email']),
    firstName: row['first'] === null ? null : String(row['first']),
    lastName: String(row['last']),
    language: String(row['language'] ?? 'en_US'),
    profile: String(row['profile']),
    external: row['contact'] !== null,
  };
}
