// Mail of the org: who is welcomed, how a password is set by its link, and the relay to an SMTP server.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { ADMIN, call } from '../api/running-org.ts';
import { PASSWORD, startPortalOrg } from './portal-org.ts';
import type { PortalOrg } from './portal-org.ts';

const ERIKA = 'erika@customer.example';

/** A mail server that keeps what it takes; `refuse` answers the next messages with that code. */
async function mailServer(): Promise<{
  readonly url: string;
  readonly taken: string[];
  refuse(code: number, times: number): void;
  stop(): Promise<void>;
}> {
  const taken: string[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = refusals.shift();
        if (code === undefined) {
          taken.push(Buffer.concat(chunks).toString('utf8'));
          done();
        } else done(Object.assign(new Error('not now'), { responseCode: code }));
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    refuse: (code, times) => refusals.push(...Array.from({ length: times }, () => code)),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`${what} did not happen within 10 s`);
}

describe('mail of the org', () => {
  let portal: PortalOrg;
  let server: Awaited<ReturnType<typeof mailServer>>;
  const undo: (() => Promise<void>)[] = [];
  let accountId = '';
  let contactId = '';
  let userId = '';

  before(async () => {
    server = await mailServer();
    undo.push(() => server.stop());
    portal = await startPortalOrg({ environment: { UP_MAIL_RELAY: server.url } });
    undo.unshift(() => portal.stop());
    ({ accountId, contactId } = await portal.addCustomer('Muster'));
    userId = await portal.addPortalUser(ERIKA, contactId);
  });
  after(async () => {
    for (const step of undo) await step();
  });

  const linkIn = (text: string | null): string => /http:\/\/\S+\?c=[\w-]+/.exec(text ?? '')?.[0] ?? '';
  const lastMail = async (): Promise<Awaited<ReturnType<PortalOrg['mail']>>[number]> => {
    const [newest] = await portal.mail();
    assert.ok(newest);
    return newest;
  };
  async function setBy(link: string, password: string, confirm = password): Promise<Response> {
    const { origin, pathname, searchParams } = new URL(link);
    return fetch(`${origin}${pathname.replace(/\/login$/, '')}/secur/setpassword`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ c: searchParams.get('c') ?? '', password, confirm }),
    });
  }

  it('welcomes a new member of a site that says so, once, in the user’s language, with a link', async () => {
    const mail = await lastMail();
    assert.equal(mail.kind, 'welcome');
    assert.deepEqual(mail.to, [ERIKA]);
    assert.deepEqual(mail.from, { name: 'Power Service', address: 'service@power.example' });
    assert.equal(mail.subject, 'Willkommen bei Customer Portal');
    assert.match(mail.text ?? '', new RegExp(`Benutzername: ${ERIKA}`));
    assert.ok(linkIn(mail.text).startsWith(`${portal.url}/my/login?c=`), mail.text ?? '');
    await portal.assign(userId, 'Portal_User');
    await portal.admin.sobject('User').update({ Id: userId, FirstName: 'Erna' });
    assert.equal((await portal.mail()).length, 1, 'only once');
    const employee = await portal.addPortalUser('clerk@power.example', '', {
      ContactId: null,
      ProfileId: await portal.id('Profile', "Name = 'Standard User'"),
    });
    assert.ok(employee);
    assert.equal((await portal.mail()).length, 1, 'employees are no members');
  });

  it('shows mail only to who holds the administrator’s token', async () => {
    assert.equal((await call(`${portal.url}/local/mail`)).status, 403);
  });

  it('hands it to the mail server with the same content', async () => {
    await until(() => server.taken.length === 1, 'the relay');
    const [message = ''] = server.taken;
    const { messageId } = await lastMail();
    assert.match(message, /^From: Power Service <service@power\.example>$/m);
    assert.ok(message.includes(`Message-ID: ${messageId}`));
    await until(async () => (await lastMail()).relay.state === 'sent', 'the note that it was sent');
  });

  it('leads by the link to a form that sets the password and logs in, once', async () => {
    const link = linkIn((await lastMail()).text);
    const form = await fetch(link);
    assert.equal(form.status, 200);
    const page = await form.text();
    assert.match(page, /<html lang="de">/);
    assert.match(page, /<h1[^>]*>Passwort festlegen<\/h1>/);
    assert.match(page, /Mindestens 8 Zeichen mit Buchstaben und Ziffern/);
    assert.equal((await fetch(link)).status, 200, 'looking does not use it up');
    for (const [password, confirm, sentence] of [
      ['short1', 'short1', /zu kurz/],
      ['onlyletters', 'onlyletters', /Buchstaben und Ziffern\./],
      [PASSWORD, `${PASSWORD}x`, /verschieden/],
      [`${ERIKA}1`, `${ERIKA}1`, /Benutzernamen nicht/],
    ] as const) {
      const refused = await setBy(link, password, confirm);
      assert.equal(refused.status, 400);
      const text = await refused.text();
      assert.match(text, sentence);
      assert.match(text, /role="alert"/);
      assert.match(text, /aria-invalid="true"/);
    }
    const done = await setBy(link, PASSWORD);
    assert.equal(done.status, 302);
    assert.equal(done.headers.get('location'), '/my/');
    assert.match(done.headers.get('set-cookie') ?? '', /^sid_my=.*Path=\/my; HttpOnly/);
    assert.equal((await portal.login('my', ERIKA, PASSWORD)).status, 200);
    const again = await fetch(link, { headers: { 'accept-language': 'de-DE' } });
    assert.equal(again.status, 410);
    const help = await again.text();
    assert.match(help, /schon ein Passwort festgelegt/);
    assert.match(help, /href="\/my\/ForgotPassword"/);
    assert.equal((await setBy(link, 'another12345')).status, 410);
    assert.equal((await portal.login('my', ERIKA, 'another12345')).status, 401);
    assert.equal((await fetch(`${portal.url}/my/login?c=invented`)).status, 404);
  });

  it('is no way into another site', async () => {
    await forgot('my', ERIKA);
    const link = linkIn((await lastMail()).text);
    assert.equal((await fetch(link.replace('/my/', '/agency/'))).status, 404);
    assert.equal((await setBy(link.replace('/my/', '/agency/'), 'another12345')).status, 404);
    assert.equal((await setBy(link.replace('/my/', '/'), 'another12345')).status, 404);
  });

  function forgot(site: string, username: string): Promise<{ readonly status: number; readonly body: unknown }> {
    return call(`${portal.url}/${site}/secur/forgotpassword`, { body: { username } });
  }

  it('sends a forgotten password’s link to members only and answers everybody alike', async () => {
    const before = (await portal.mail()).length;
    const answers = [
      await forgot('my', ERIKA),
      await forgot('my', 'nobody@power.example'),
      await forgot('agency', ERIKA),
    ];
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      [
        [200, {}],
        [200, {}],
        [200, {}],
      ],
    );
    assert.equal((await portal.mail()).length, before + 1);
    const mail = await lastMail();
    assert.equal(mail.kind, 'password');
    const { status } = await setBy(linkIn(mail.text), 'renewed12345');
    assert.equal(status, 302);
    assert.equal((await portal.login('my', ERIKA, PASSWORD)).status, 401);
    assert.equal((await portal.login('my', ERIKA, 'renewed12345')).status, 200);
    const foreign = await call(`${portal.url}/my/secur/forgotpassword`, {
      body: { username: ERIKA },
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(foreign.status, 403);
    for (let round = 0; round < 8; round += 1) await forgot('my', ERIKA);
    const resets = (await portal.mail()).filter(({ kind }) => kind === 'password').length;
    assert.equal(resets, 5, 'nobody can fill a mailbox');
  });

  it('ends the old password when an administrator resets it, by REST and by Apex', async () => {
    const temporary = await portal.admin.requestDelete<{ readonly NewPassword: string }>(
      `/services/data/v67.0/sobjects/User/${userId}/password`,
    );
    assert.equal((await portal.login('my', ERIKA, 'renewed12345')).status, 401);
    assert.equal((await portal.login('my', ERIKA, temporary.NewPassword)).status, 200);
    const link = linkIn((await lastMail()).text);
    assert.ok(link.startsWith(`${portal.url}/my/login?c=`));
    const count = (await portal.mail()).length;
    const quiet = await portal.admin.tooling.executeAnonymous(
      `String given = System.resetPassword('${userId}', false).getPassword(); System.setPassword('${userId}', 'apex' + given.length() + 'secret'); `,
    );
    assert.ok(quiet.success, quiet.exceptionMessage ?? quiet.compileProblem ?? '');
    assert.equal((await portal.mail()).length, count);
    assert.equal((await portal.login('my', ERIKA, 'apex14secret')).status, 200);
    assert.equal((await fetch(link)).status, 410, 'links from before are used up');
    const loud = await portal.admin.tooling.executeAnonymous(`System.resetPassword('${userId}', true);`);
    assert.ok(loud.success, loud.exceptionMessage ?? '');
    assert.equal((await portal.mail()).length, count + 1);
    const undone = await portal.admin.tooling.executeAnonymous(
      `System.resetPassword('${userId}', true); Integer i = 1 / 0;`,
    );
    assert.equal(undone.success, false);
    assert.equal((await portal.mail()).length, count + 1, 'a transaction that fails sends nothing');
  });

  it('sends what Apex sends from the acting user, to addresses and contacts', async () => {
    await portal.admin.sobject('Account').update({ Id: accountId, PersonEmail: 'private@customer.example' });
    const script = (more: string): string =>
      `Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage(); mail.setSubject('Ihre Rechnung'); mail.setPlainTextBody('Guten Tag'); ${more} Messaging.sendEmail(new List<Messaging.SingleEmailMessage>{ mail });`;
    const sent = await portal.admin.tooling.executeAnonymous(
      script(`mail.setTargetObjectId('${contactId}'); mail.setCcAddresses(new List<String>{ 'cc@power.example' });`),
    );
    assert.ok(sent.success, sent.exceptionMessage ?? sent.compileProblem ?? '');
    const mail = await lastMail();
    assert.deepEqual(
      [mail.from.address, mail.to, mail.cc],
      [ADMIN, ['private@customer.example'], ['cc@power.example']],
    );
    const toUser = await portal.admin.tooling.executeAnonymous(script(`mail.setTargetObjectId('${userId}');`));
    assert.match(toUser.exceptionMessage ?? '', /INVALID_SAVE_AS_ACTIVITY_FLAG/);
    const attach =
      "mail.setToAddresses(new List<String>{ 'a@b.example' }); mail.setEntityAttachments(new List<String>{ '068000000000001' });";
    await assert.rejects(
      portal.admin.tooling.executeAnonymous(script(attach)),
      /does not support Apex Messaging.SingleEmailMessage.setEntityAttachments/,
    );
  });

  it('is tried again while the mail server cannot take it, with the same Message-ID, and given up when it never will', async () => {
    await until(async () => (await portal.mail()).every(({ relay }) => relay.state !== 'waiting'), 'an empty queue');
    const script = (subject: string): string =>
      `Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage(); mail.setSubject('${subject}'); mail.setPlainTextBody('x'); mail.setToAddresses(new List<String>{ 'a@b.example' }); Messaging.sendEmail(new List<Messaging.SingleEmailMessage>{ mail });`;
    server.refuse(421, 1);
    assert.ok((await portal.admin.tooling.executeAnonymous(script('Later'))).success);
    const later = await lastMail();
    await until(async () => (await lastMail()).relay.state === 'sent', 'the second attempt');
    assert.equal((await lastMail()).relay.attempts, 2);
    assert.equal(server.taken.filter((message) => message.includes(later.messageId)).length, 1);
    server.refuse(550, 1);
    assert.ok((await portal.admin.tooling.executeAnonymous(script('Never'))).success);
    await until(async () => (await lastMail()).relay.state === 'failed', 'the refusal');
    assert.match((await lastMail()).relay.error ?? '', /not now/);
  });
});
