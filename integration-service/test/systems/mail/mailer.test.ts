import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type KeptMessage, type MailSimulator, startMail } from '../../../simulators/mail/simulator.ts';
import { createMailer, type Mail } from '../../../src/systems/mail/mailer.ts';

const MAIL: Mail = {
  key: 'payment-failed:INV-1:BANK000001',
  to: 'kaethe@example.com',
  subject: 'Ihre Zahlung über 84,12 € hat nicht geklappt – bitte prüfen Sie Ihr Konto bei der Größten Bank',
  text: 'Guten Tag Käthe,\n\ndie Bank hat abgelehnt: Konto geschlossen = AC04.\n.\nIhr Versorger',
  html: '<p>Guten Tag <b>Käthe</b></p>',
  language: 'de',
};

describe('mail to customers', () => {
  let server: MailSimulator;
  before(async () => {
    server = await startMail({ port: 0, smtpPort: 0, now: () => new Date('2027-01-29T09:00:00Z') });
  });
  after(() => server.stop());
  afterEach(() => fetch(`${server.url}/faults`, { method: 'DELETE' }));

  const mailer = () =>
    createMailer({ url: server.smtpUrl, from: 'Unified Power <no-reply@power.example>', timeoutSeconds: 3 });
  const kept = async () =>
    ((await (await fetch(`${server.url}/state`)).json()) as { messages: KeptMessage[] }).messages;
  const fault = (kind: string) =>
    fetch(`${server.url}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, times: 1 }),
    });

  it('arrives with umlauts, both forms, and a message id made of its key', async () => {
    const messageId = await mailer().send(MAIL);
    assert.equal(messageId, '<payment-failed=3aINV-1=3aBANK000001@power.example>');
    const [message] = await kept();
    assert.ok(message);
    assert.deepEqual(
      { ...message, headers: undefined, text: message.text.trimEnd(), html: message.html.trimEnd() },
      {
        messageId,
        from: 'Unified Power <no-reply@power.example>',
        to: ['kaethe@example.com'],
        subject: MAIL.subject,
        text: MAIL.text,
        html: MAIL.html,
        headers: undefined,
        receivedAt: '2027-01-29T09:00:00.000Z',
      },
    );
    assert.equal(message.headers['auto-submitted'], 'auto-generated');
    assert.equal(message.headers['content-language'], 'de');
  });

  it('has the same message id when it is sent again, so that a repeated delivery shows', async () => {
    const before = (await kept()).length;
    await fault('lost-answer');
    await assert.rejects(mailer().send({ ...MAIL, key: 'again' }), { code: 'MAIL_DEFERRED', retryable: true });
    await mailer().send({ ...MAIL, key: 'again' });
    const two = (await kept()).slice(before).map((message) => message.messageId);
    assert.deepEqual(two, ['<again@power.example>', '<again@power.example>']);
  });

  it('comes back later when the server is busy, and gives an unknown mailbox up', async () => {
    await fault('throttle');
    await assert.rejects(mailer().send(MAIL), { code: 'MAIL_DEFERRED', retryable: true });
    await fault('down');
    await assert.rejects(mailer().send(MAIL), { code: 'MAIL_DEFERRED', retryable: true });
    await fault('refuse');
    await assert.rejects(mailer().send(MAIL), { code: 'MAIL_REFUSED', retryable: false });
  });

  it('says that the server cannot be reached', async () => {
    const nowhere = createMailer({ url: 'smtp://127.0.0.1:1', from: 'a@b.example', timeoutSeconds: 1 });
    await assert.rejects(nowhere.send(MAIL), { code: 'MAIL_UNREACHABLE', retryable: true });
  });

  it('refuses an address that is none, and settings that are no mail server', async () => {
    await assert.rejects(mailer().send({ ...MAIL, to: '' }), { code: 'MAIL_REFUSED', retryable: false });
    assert.throws(() => createMailer({ url: 'https://mail.example', from: 'a@b.example' }), { code: 'MAIL_SETTINGS' });
    assert.throws(() => createMailer({ url: 'smtp://mail.example', from: 'nobody' }), { code: 'MAIL_SETTINGS' });
  });

  it('cannot be made to carry another header or recipient', async () => {
    const before = (await kept()).length;
    await mailer().send({ ...MAIL, key: 'x', subject: 'Hello\r\nBcc: spy@example.com' });
    const [message] = (await kept()).slice(before);
    assert.ok(message);
    assert.deepEqual(message.to, ['kaethe@example.com']);
    assert.ok(!('bcc' in message.headers));
  });
});
