/** EmailMessage.ToIds and its kin: lists of ids (Object Reference, "EmailMessage", "EmailMessageRelation"). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());

const SETUP = `
Contact anna = new Contact(LastName = 'Anna', Email = 'anna@example.com');
Lead bert = new Lead(LastName = 'Bert', Company = 'Bert');
insert anna;
insert bert;
String[] toIds = new String[]{ anna.Id, UserInfo.getUserId() };
EmailMessage message = new EmailMessage(Subject = 'hello', Status = '3', toIds = toIds, CcIds = new List<String>{ bert.Id });
insert message;
`;

describe('the lists of ids of an e-mail message', () => {
  it('are lists in Apex, as they were set and as they are queried', () => {
    assert.deepEqual(
      org.run(`${SETUP}
System.debug(message.ToIds == toIds);
EmailMessage found = [SELECT ToIds, CcIds, BccIds FROM EmailMessage WHERE Id = :message.Id];
System.debug(found.ToIds.size() + ' ' + (found.ToIds[0] == anna.Id) + ' ' + (found.CcIds == new List<String>{ bert.Id }) + ' ' + found.BccIds);
SObject stripped = Security.stripInaccessible(AccessType.READABLE, new List<EmailMessage>{ found }).getRecords()[0];
System.debug(((EmailMessage) stripped).ToIds.size() + ' ' + JSON.serialize(stripped).contains('"ToIds":["003'));
System.debug(EmailMessage.ToIds.getDescribe().isFilterable());`),
      ['true', '2 true true null', '2 true', 'false'],
    );
  });

  it('relate their records to the message, and follow when they change', () => {
    const relations = `for (EmailMessageRelation one : [SELECT RelationType, RelationId, RelationAddress FROM EmailMessageRelation
  WHERE EmailMessageId = :message.Id ORDER BY RelationType, RelationAddress]) {
  System.debug(one.RelationType + ' ' + one.RelationId.getSobjectType() + ' ' + one.RelationAddress);
}`;
    assert.deepEqual(
      org.run(
        `${SETUP}${relations}\nupdate new EmailMessage(Id = message.Id, ToIds = new List<String>{ bert.Id });\n${relations}`,
      ),
      [
        'ToAddress User admin@example.com',
        'ToAddress Contact anna@example.com',
        'CcAddress Lead null',
        'ToAddress Lead null',
        'CcAddress Lead null',
      ],
    );
  });

  it('name contacts, leads and users that are there', () => {
    assert.throws(
      () =>
        org.run(
          `insert new EmailMessage(Subject = 'x', Status = '3', ToIds = new List<String>{ '001000000000001AAA' });`,
        ),
      /INVALID_CROSS_REFERENCE_KEY, invalid cross reference id: 001000000000001AAA: \[ToIds\]/,
    );
  });

  it('are arrays in the REST API, which cannot filter by them', () => {
    const { id: contactId } = org.perform('create', { object: 'Contact', values: { LastName: 'Cara' } }) as {
      id: string;
    };
    const values = { Subject: 'rest', Status: '3', ToIds: [contactId] };
    const { id } = org.perform('create', { object: 'EmailMessage', values }) as { readonly id: string };
    const { ToIds, CcIds } = org.perform('retrieve', { object: 'EmailMessage', id }) as Readonly<
      Record<string, unknown>
    >;
    assert.deepEqual([ToIds, CcIds], [[contactId], null]);
    assert.throws(
      () => org.run(`List<EmailMessage> found = Database.query('SELECT Id FROM EmailMessage WHERE ToIds = null');`),
      /field 'ToIds' can not be filtered in a query call/,
    );
  });
});
