/**
 * What `npm run probe` asks, by the ids of docs/real-org-checks.md. `expected` is what the local org answers today; a real org that answers
 * otherwise shows that the belief is wrong.
 */
import type { ProbedOrg } from './target.ts';

/** A belief that is probed by a method of ProbeBeliefs, or by requests. */
export interface Belief {
  readonly id: string;
  /** Other beliefs the same answer speaks of. */
  readonly also?: readonly string[];
  readonly belief: string;
  readonly expected: string;
  readonly how: { readonly method: string } | { readonly ask: (org: ProbedOrg) => Promise<string> };
}

const apex = (id: string, method: string, belief: string, expected: string): Belief => ({
  id,
  belief,
  expected,
  how: { method },
});
const asked = (id: string, belief: string, expected: string, ask: (org: ProbedOrg) => Promise<string>): Belief => ({
  id,
  belief,
  expected,
  how: { ask },
});

export const BELIEFS: readonly Belief[] = [
  apex(
    'ROC-01',
    'hiddenParent',
    'A parent the user may not see comes back as null, and filters on its fields do not match.',
    'id set, name null, filter finds 0',
  ),
  apex(
    'ROC-02',
    'ownerOfVisibleRecord',
    'The name of another user shows behind Owner; the e-mail address does not.',
    'name set, email null',
  ),
  {
    id: 'ROC-03',
    also: ['ROC-11'],
    belief: 'Encrypted text is masked in user mode and plain in system mode; four characters are hidden whole.',
    expected: '****5678 **** 12345678 1234',
    how: { method: 'encryptedTextInApex' },
  },
  apex('ROC-04', 'notInKeepsEmpty', 'NOT IN keeps records whose field is empty.', '2 of 2'),
  apex('ROC-05', 'contractOfHiddenAccount', 'A contract follows its account even for its own owner.', '0 of 1'),
  asked('ROC-06', 'A search term of one letter and an asterisk is too short.', '400 MALFORMED_SEARCH', async (org) => {
    const sosl = 'FIND {G*} IN NAME FIELDS RETURNING Account(Id)';
    return statusAndCode(await org.ask('GET', `/search?q=${encodeURIComponent(sosl)}`));
  }),
  asked(
    'ROC-07',
    'A custom field deployed alone is accessible to nobody, the administrator included.',
    '400 INVALID_FIELD',
    async (org) => {
      const soql = 'SELECT Unpermitted__c FROM Probe_Record__c';
      return statusAndCode(await org.ask('GET', `/query?q=${encodeURIComponent(soql)}`));
    },
  ),
  asked('ROC-14', 'describe answers mask and maskType as null also for encrypted text.', 'null null', async (org) => {
    const { body } = await org.ask('GET', '/sobjects/Probe_Record__c/describe');
    const { fields } = body as { readonly fields: readonly Readonly<Record<string, unknown>>[] };
    const field = fields.find(({ name }) => name === 'Secret__c');
    return field === undefined ? 'no such field' : `${String(field['mask'])} ${String(field['maskType'])}`;
  }),
  apex(
    'ROC-21',
    'endedSavepoint',
    'A savepoint that ended with an earlier one gives System.TypeException.',
    'System.TypeException, Savepoint does not exist in session',
  ),
  apex(
    'ROC-27',
    'customerRightsOnContractAndOrder',
    'A permission set with Read on contracts cannot be given to a Customer Community user; one with Read on orders can.',
    'Contract refused, Order given, Probe_Record__c given',
  ),
  apex(
    'ROC-35',
    'inactiveRelationInSharingSet',
    'An AccountContactRelation that is not active gives nothing through a sharing set.',
    '1 while active, 0 when inactive',
  ),
  apex(
    'ROC-36',
    'assetFollowsAccount',
    'Assets are seen with their account where their default is Controlled by Parent.',
    '1 for the account owner, 0 for a stranger',
  ),
  apex(
    'ROC-37',
    'contactWithoutAccount',
    'A contact without account is its owner’s alone, also before who sees all accounts.',
    '2 for the owner, 1 for who sees all accounts',
  ),
  apex(
    'ROC-38',
    'userCreationByApex',
    'Apex makes a site user of a contact; the owner of the account must have a role, the user gets none.',
    'CspLitePortal without role with account, under an owner without role UNKNOWN_EXCEPTION',
  ),
  asked(
    'ROC-39',
    'A criteria rule without includeRecordsOwnedByAll leaves out what high-volume users own.',
    'All_Owners yes, Owners_With_Roles no',
    recordsOwnedByAll,
  ),
  apex(
    'ROC-40',
    'implicitParentRead',
    'Whoever has an opportunity reads its private account and does not edit it.',
    '0 before, 1 with an opportunity, read true, edit false',
  ),
  apex(
    'ROC-41',
    'childrenOfHighVolumeUsers',
    'The owner of an account does not see by that what high-volume users own on it.',
    'by staff',
  ),
  apex(
    'ROC-51',
    'standardFieldNobodyNames',
    'A standard field that no permission set names is hidden where the profile does not give the object.',
    'Name true, Phone false',
  ),
  asked(
    'ROC-52',
    'A scope that the object does not have is refused, and so is a word that is no scope.',
    '400 MALFORMED_QUERY, 400 MALFORMED_QUERY',
    async (org) => {
      const scoped = async (scope: string): Promise<string> =>
        statusAndCode(
          await org.ask('GET', `/query?q=${encodeURIComponent(`SELECT Id FROM Contact USING SCOPE ${scope}`)}`),
        );
      return `${await scoped('team')}, ${await scoped('queue')}`;
    },
  ),
  asked('ROC-54', 'A grouped field may be aggregated where GROUP BY makes subtotals.', '200 no error', async (org) => {
    const soql = 'SELECT COUNT(Industry) FROM Account GROUP BY ROLLUP(Industry)';
    return statusAndCode(await org.ask('GET', `/query?q=${encodeURIComponent(soql)}`));
  }),
  asked(
    'ROC-57',
    'An e-mail message relates the records in ToIds, each with its address, and answers their ids as a list.',
    'ToAddress probe@example.com, list of 1',
    relatedByToIds,
  ),
  asked(
    'ROC-60',
    'A made-up id finds nothing when its end is one that ids can have, and is refused otherwise.',
    '200 no error, 400 INVALID_QUERY_FILTER_OPERATOR',
    madeUpIds,
  ),
];

/** Beliefs that no probe asks, with the reason; those not named here are tried as the document says. */
export const NOT_PROBED: Readonly<Record<string, string>> = {
  'ROC-08': 'needs an event published before a trigger is deployed, and its retention watched: by hand',
  'ROC-09': 'needs record types and a profile that names only the master record type: by hand',
  'ROC-10': 'needs person accounts with default record types of a profile: by hand',
  'ROC-12': 'needs a deploy that must fail in an org with a formula of its own: by hand',
  'ROC-13': 'is about what the formula editor accepts, object by object: by hand',
  'ROC-15': 'is about Apex alone: the public Apex suites depend on it',
  'ROC-16': 'is about single metadata elements: validate the files named there',
  'ROC-17': 'needs an active duplicate rule on leads, which a probe must not leave in an org: by hand',
  'ROC-18': 'needs an active matching rule: by hand',
  'ROC-19': 'needs field history and shares of merged records read with ALL ROWS: by hand',
  'ROC-20': 'is about words of errors of merges: by hand',
  'ROC-22': 'is about a browser under Lightning Web Security: by hand',
  'ROC-23': 'is about a browser and the language cookie of a site: by hand',
  'ROC-24': 'is about the style compiler at deploy: deploy the product',
  'ROC-25': 'writes credentials: by hand',
  'ROC-26': 'makes callouts: by hand',
  'ROC-28': 'is about links in mails: by hand',
  'ROC-29': 'depends on the duplicate rules an org has kept: by hand in a new org',
  'ROC-30': 'needs an active matching rule: by hand',
  'ROC-31': 'needs an active matching rule: by hand',
  'ROC-32': 'needs to know which duplicate rules are active: by hand',
  'ROC-33': 'is about translations of the product: deploy the product',
  'ROC-34': 'needs state and country picklists with their first values: by hand in a new org',
  'ROC-42': 'share groups have no API: by hand in Setup',
  'ROC-43': 'needs a partner account and the super user permission: by hand',
  'ROC-44': 'needs account teams, opportunity teams and case teams switched on in Setup: by hand',
  'ROC-45': 'needs person accounts: by hand',
  'ROC-46': 'needs person accounts: by hand',
  'ROC-47': 'needs person accounts: by hand',
  'ROC-48': 'merges contacts with portal users, who cannot be deleted: by hand',
  'ROC-49': 'changes conversion rates: by hand',
  'ROC-50': 'needs a permission set group, which is calculated later: by hand',
  'ROC-53': 'needs teams switched on in Setup, and tasks of two people: by hand',
  'ROC-55': 'needs a callout after the query: by hand',
  'ROC-56': 'needs two users and an account that one of them may not see: by hand',
  'ROC-58': 'needs a batch that fails in one chunk, and its end awaited: by hand',
  'ROC-59': 'needs a site and its guest user: by hand',
};

function statusAndCode({ status, body }: { readonly status: number; readonly body: unknown }): string {
  const [first] = Array.isArray(body) ? (body as readonly { readonly errorCode?: string }[]) : [];
  return `${status} ${first?.errorCode ?? 'no error'}`;
}

/** What a statement says to ids nobody has: with a possible end that is wrong for the letters, and with one that no id has. */
async function madeUpIds(org: ProbedOrg): Promise<string> {
  const answers: string[] = [];
  for (const end of ['ZZZ', 'zzz']) {
    const soql = `SELECT Id FROM Account WHERE Id = '001000000000000${end}'`;
    answers.push(statusAndCode(await org.ask('GET', `/query?q=${encodeURIComponent(soql)}`)));
  }
  return answers.join(', ');
}

/** A message to a contact, as saved and read, and both removed again. */
async function relatedByToIds(org: ProbedOrg): Promise<string> {
  const contact = await org.create('Contact', { LastName: 'Probe', Email: 'probe@example.com' });
  try {
    const message = await org.create('EmailMessage', { Subject: 'Probe', Status: '3', ToIds: [contact] });
    const [relation] = await org.rows(
      `SELECT RelationType, RelationAddress FROM EmailMessageRelation WHERE EmailMessageId = '${message}' AND RelationId = '${contact}'`,
    );
    const [read] = await org.rows(`SELECT ToIds FROM EmailMessage WHERE Id = '${message}'`);
    const ids = read?.['ToIds'];
    await org.remove('EmailMessage', message);
    const shown = Array.isArray(ids) ? `list of ${ids.length}` : JSON.stringify(ids);
    return `${String(relation?.['RelationType'])} ${String(relation?.['RelationAddress'])}, ${shown}`;
  } finally {
    await org.remove('Contact', contact);
  }
}

/** Criteria rules do not work in Apex tests: real records, asked about through UserRecordAccess, and removed again. */
async function recordsOwnedByAll(org: ProbedOrg): Promise<string> {
  const stamp = `probe${Date.now().toString(36)}`;
  const [me] = await org.rows(`SELECT Id, UserRoleId FROM User WHERE Id = '${await org.me()}'`);
  const [role] = await org.rows("SELECT Id FROM UserRole WHERE DeveloperName = 'Probe_Owner'");
  const [askersRole] = await org.rows("SELECT Id FROM UserRole WHERE DeveloperName = 'Probe_Other'");
  const made: (readonly [object: string, id: string])[] = [];
  const users: string[] = [];
  const create = async (object: string, fields: Readonly<Record<string, unknown>>): Promise<string> => {
    const id = await org.create(object, fields);
    if (object === 'User') users.push(id);
    else made.push([object, id]);
    return id;
  };
  const user = async (name: string, profile: string, fields: Readonly<Record<string, unknown>>): Promise<string> => {
    const [row] = await org.rows(`SELECT Id FROM Profile WHERE Name = '${profile}'`);
    const username = `${stamp}.${name}@probe.example`;
    return create('User', {
      Username: username,
      Email: username,
      LastName: name,
      Alias: name.slice(0, 8),
      ProfileId: row?.['Id'],
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'de_DE',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      ...fields,
    });
  };
  const hadRole = me?.['UserRoleId'] ?? null;
  try {
    // The owner of the account must have a role.
    if (hadRole === null) await org.ask('PATCH', `/sobjects/User/${String(me?.['Id'])}`, { UserRoleId: role?.['Id'] });
    const account = await create('Account', { Name: stamp });
    const contact = await create('Contact', { LastName: stamp, AccountId: account });
    const customer = await user('customer', 'Probe Customer', { ContactId: contact });
    const asker = await user('asker', 'Standard User', { UserRoleId: askersRole?.['Id'] });
    for (const [id, name] of [
      [customer, 'Probe_Customer'],
      [asker, 'Probe_Staff'],
    ] as const) {
      const [set] = await org.rows(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`);
      await create('PermissionSetAssignment', { AssigneeId: id, PermissionSetId: set?.['Id'] });
    }
    const answers: string[] = [];
    for (const kind of ['All_Owners', 'Owners_With_Roles']) {
      const record = await create('Probe_Record__c', { Name: kind, Kind__c: kind, OwnerId: customer });
      const [access] = await org.rows(
        `SELECT RecordId, HasReadAccess FROM UserRecordAccess WHERE UserId = '${asker}' AND RecordId = '${record}'`,
      );
      answers.push(`${kind} ${access?.['HasReadAccess'] === true ? 'yes' : 'no'}`);
    }
    return answers.join(', ');
  } finally {
    for (const [object, id] of made.filter(([object]) => object === 'Probe_Record__c')) await org.remove(object, id);
    // Users cannot be deleted; a contact can once the portal of its user is disabled.
    for (const id of users) {
      const [portal] = await org.rows(`SELECT Id FROM User WHERE Id = '${id}' AND ContactId != null`);
      const off = portal === undefined ? { IsActive: false } : { IsActive: false, IsPortalEnabled: false };
      await org.ask('PATCH', `/sobjects/User/${id}`, off);
    }
    for (const [object, id] of made.toReversed())
      if (object === 'Contact' || object === 'Account') await org.ask('DELETE', `/sobjects/${object}/${id}`);
    if (hadRole === null) await org.ask('PATCH', `/sobjects/User/${String(me?.['Id'])}`, { UserRoleId: null });
  }
}
