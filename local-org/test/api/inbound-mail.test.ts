/** E-mail that comes in for Apex: Messaging.InboundEmailHandler behind an EmailServicesFunction (Help, "Email Services"). */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { startOrg, type RunningOrg } from '../../src/cli/start-org.ts';

const ADMIN = 'admin@unified-power.example';
const PASSWORD = 'admin12345';
const xml = (type: string, rest: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${type} xmlns="http://soap.sforce.com/2006/04/metadata">${rest}</${type}>`;

const service = (name: string, more: string, address: string): string =>
  xml(
    'EmailServicesFunction',
    `<apexClass>Intake</apexClass><attachmentOption>All</attachmentOption><authenticationFailureAction>Discard</authenticationFailureAction>
<authorizationFailureAction>Bounce</authorizationFailureAction>${more}
<emailServicesAddresses><developerName>${name}</developerName><isActive>true</isActive><localPart>${address}</localPart><runAsUser>${ADMIN}</runAsUser></emailServicesAddresses>
<functionInactiveAction>Discard</functionInactiveAction><functionName>${name}</functionName><overLimitAction>Discard</overLimitAction>`,
  );

const FILES: Readonly<Record<string, string>> = {
  'sfdx-project.json': JSON.stringify({
    packageDirectories: [{ path: 'force-app', default: true }],
    sourceApiVersion: '67.0',
  }),
  'force-app/main/default/classes/Intake.cls': `global class Intake implements Messaging.InboundEmailHandler {
  global Messaging.InboundEmailResult handleInboundEmail(Messaging.InboundEmail email, Messaging.InboundEnvelope envelope) {
    Messaging.InboundEmailResult result = new Messaging.InboundEmailResult();
    if (email.subject == 'throw') {
      insert new Account(Name = 'rolled back');
      throw new IllegalArgumentException('cannot read this');
    }
    if (email.subject == 'refuse') {
      result.success = false;
      result.message = 'not wanted';
      return result;
    }
    List<String> parts = new List<String>{
      email.fromName, email.fromAddress, envelope.fromAddress, envelope.toAddress, String.join(email.toAddresses, ','),
      email.plainTextBody.trim(), String.valueOf(email.htmlBody != null), email.messageId, String.valueOf(email.ccAddresses),
      String.valueOf(System.Request.getCurrent().getQuiddity()), String.valueOf(Limits.getLimitHeapSize())
    };
    for (Messaging.InboundEmail.Header header : email.headers) {
      if (header.name == 'X-Meter') {
        parts.add(header.value);
      }
    }
    for (Messaging.InboundEmail.TextAttachment one : email.textAttachments) {
      parts.add(one.fileName + '=' + one.mimeTypeSubType + '=' + one.body.trim());
    }
    for (Messaging.InboundEmail.BinaryAttachment one : email.binaryAttachments) {
      parts.add(one.fileName + '=' + one.mimeTypeSubType + '=' + EncodingUtil.convertToHex(one.body));
    }
    insert new Account(Name = email.subject, Description = String.join(parts, '|'));
    result.success = true;
    return result;
  }
}`,
  'force-app/main/default/classes/Intake.cls-meta.xml': xml(
    'ApexClass',
    '<apiVersion>67.0</apiVersion><status>Active</status>',
  ),
  'force-app/main/default/emailservices/Readings.xml-meta.xml': service(
    'Readings',
    '<authorizedSenders>customer.example, one@other.example</authorizedSenders><isActive>true</isActive>',
    'readings',
  ),
  'force-app/main/default/emailservices/Resting.xml-meta.xml': service(
    'Resting',
    '<isActive>false</isActive>',
    'resting',
  ),
};

const message = (subject: string): string =>
  [
    'From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg@customer.example>',
    'To: Readings <readings@utility.example>',
    `Subject: ${subject}`,
    'Message-ID: <1@customer.example>',
    'X-Meter: 1EMH001',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Z=E4hlerstand 4711',
    '--b',
    'Content-Type: text/csv; name="values.csv"',
    'Content-Disposition: attachment; filename="values.csv"',
    '',
    'a;b',
    '--b',
    'Content-Type: image/png; name="meter.png"',
    'Content-Disposition: attachment; filename="meter.png"',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw==',
    '--b--',
    '',
  ].join('\r\n');

describe('E-mail for Apex', () => {
  let folder = '';
  let org: RunningOrg;
  let admin: Connection;
  let address = '';
  const local = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${org.url}${path}`, {
      ...init,
      headers: { 'X-Local-Admin': readFileSync(join(folder, 'data', 'admin-token'), 'utf8').trim() },
    });
  const deliver = async (
    subject: string,
    to = address,
    from = 'joerg@customer.example',
  ): Promise<{ readonly to: string; readonly outcome: string; readonly message: string | null }> => {
    const query = new URLSearchParams({ to, from }).toString();
    const answer = await local(`/local/inbound-mail?${query}`, { method: 'POST', body: message(subject) });
    assert.equal(answer.status, 200, await answer.clone().text());
    const { deliveries } = (await answer.json()) as {
      readonly deliveries: readonly {
        readonly to: string;
        readonly outcome: string;
        readonly message: string | null;
      }[];
    };
    assert.equal(deliveries.length, 1);
    return deliveries[0] ?? assert.fail();
  };
  const accounts = async (name: string): Promise<readonly { readonly Description: string }[]> =>
    (await admin.query<{ readonly Description: string }>(`SELECT Description FROM Account WHERE Name = '${name}'`))
      .records;
  const sentTo = async (to: string): Promise<readonly { readonly text: string; readonly subject: string }[]> => {
    const mails = (await (await local('/local/mail')).json()) as readonly {
      readonly to: readonly string[];
      readonly text: string;
      readonly subject: string;
    }[];
    return mails.filter((mail) => mail.to.includes(to));
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inbound-mail-'));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, 'project', path)), { recursive: true });
      writeFileSync(join(folder, 'project', path), text);
    }
    org = await startOrg({
      dataFolder: join(folder, 'data'),
      port: 0,
      source: join(folder, 'project'),
      adminPassword: PASSWORD,
    });
    admin = new Connection({ loginUrl: org.url, version: '67.0' });
    await admin.login(ADMIN, PASSWORD);
    const { records } = await admin.query<{ readonly LocalPart: string; readonly EmailDomainName: string }>(
      "SELECT LocalPart, EmailDomainName FROM EmailServicesAddress WHERE LocalPart = 'readings'",
    );
    address = `${records[0]?.LocalPart ?? ''}@${records[0]?.EmailDomainName ?? ''}`;
  });
  after(async () => {
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reaches the class of the service decoded, with its headers and attachments, as the address’s user', async () => {
    assert.deepEqual(await deliver('Reading'), { to: address, outcome: 'accepted', message: null });
    const [account] = await accounts('Reading');
    assert.deepEqual(account?.Description.split('|'), [
      'Jörg Müller',
      'joerg@customer.example',
      'joerg@customer.example',
      address,
      'readings@utility.example',
      'Zählerstand 4711',
      'false',
      '<1@customer.example>',
      '',
      'INBOUND_EMAIL_SERVICE',
      '50000000',
      '1EMH001',
      'values.csv=text/csv=a;b',
      'meter.png=image/png=89504e47',
    ]);
  });

  it('goes back to the sender when the class refuses it or throws, and what it wrote before throwing is gone', async () => {
    assert.deepEqual(await deliver('refuse'), { to: address, outcome: 'bounced', message: 'not wanted' });
    const thrown = await deliver('throw');
    assert.equal(thrown.outcome, 'bounced');
    assert.match(
      thrown.message ?? '',
      /^System\.IllegalArgumentException: cannot read this\n\nClass\.Intake\.handleInboundEmail: line 6, column 1/,
    );
    assert.deepEqual(await accounts('rolled back'), []);
    assert.deepEqual((await sentTo('joerg@customer.example')).map(({ subject }) => subject).sort(), [
      'Undeliverable: refuse',
      'Undeliverable: throw',
    ]);
  });

  it('is taken from the senders and domains that the service names alone', async () => {
    assert.equal((await deliver('One', address, 'one@other.example')).outcome, 'accepted');
    assert.equal((await deliver('Two', address, 'two@other.example')).outcome, 'bounced');
    assert.equal((await deliver('Three', address, 'x@notcustomer.example')).outcome, 'bounced');
    assert.deepEqual([...(await accounts('Two')), ...(await accounts('Three'))], []);
    assert.equal((await sentTo('two@other.example')).length, 1);
  });

  it('is answered as the service says when that rests, and bounces where nobody lives', async () => {
    assert.equal((await deliver('Rest', address.replace('readings', 'resting'))).outcome, 'discarded');
    assert.match((await deliver('Lost', 'nobody@utility.example')).message ?? '', /^550 No email service/);
  });

  it('is taken from the administrator of the local org alone, and must be a message', async () => {
    const stranger = await fetch(`${org.url}/local/inbound-mail`, { method: 'POST', body: message('x') });
    assert.equal(stranger.status, 403);
    assert.equal((await local('/local/inbound-mail', { method: 'POST' })).status, 400);
  });
});
