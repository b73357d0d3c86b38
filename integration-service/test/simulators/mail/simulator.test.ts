import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readMessage } from '../../../simulators/mail/message.ts';
import { startMail } from '../../../simulators/mail/simulator.ts';
import { createMailer } from '../../../src/systems/mail/mailer.ts';
import { temporaryFolder } from '../../support/ports.ts';

describe('the mail server’s stand-in', () => {
  it('shows what came on its page, harmless, and keeps it over a restart', async () => {
    const stateFile = join(temporaryFolder(), 'mail.json');
    const first = await startMail({ port: 0, smtpPort: 0, stateFile });
    await createMailer({ url: first.smtpUrl, from: 'a@b.example' }).send({
      key: 'k',
      to: 'c@d.example',
      subject: '<script>alert(1)</script>',
      text: 'See https://portal.example/x?a=1&b=2 now <b>',
      html: '<p>"quoted"</p><script>alert(1)</script>',
    });
    await first.stop();
    const second = await startMail({ port: 0, smtpPort: 0, stateFile });
    try {
      const list = await (await fetch(second.url)).text();
      assert.match(list, /&#60;script&#62;/);
      const message = await (await fetch(`${second.url}/messages/0`)).text();
      assert.doesNotMatch(message, /<script|<b>/);
      assert.match(message, /<a href="https:\/\/portal\.example\/x\?a=1&#38;b=2">/);
      assert.match(message, /<iframe sandbox="allow-popups"/);
      assert.equal((await fetch(`${second.url}/messages/9`)).status, 404);
      assert.equal((await fetch(`${second.url}/faults`, { method: 'POST' })).status, 422);
    } finally {
      await second.stop();
    }
  });

  it('speaks SMTP with any program', async () => {
    const server = await startMail({ port: 0, smtpPort: 0 });
    const lines = [
      'EHLO test',
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<c@d.example>',
      'DATA',
      'Subject: Hi\r\n\r\n..dot\r\n.',
      'QUIT',
    ];
    const talk = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.smtpPort, '127.0.0.1');
      let heard = '';
      socket.on('error', reject);
      socket.on('data', (data) => {
        heard += data.toString();
        if (/^\d{3} .*\r\n$/m.test(data.toString())) socket.write(`${lines.shift() ?? ''}\r\n`);
      });
      socket.on('close', () => resolve(heard));
    });
    assert.match(talk, /^250 .*\r\n221 /m);
    const { messages } = (await (await fetch(`${server.url}/state`)).json()) as {
      messages: { text: string; to: string[] }[];
    };
    assert.deepEqual([messages[0]?.text.trim(), messages[0]?.to], ['.dot', ['c@d.example']]);
    await server.stop();
  });

  it('reads nested parts, quoted-printable, base64 and old character sets', () => {
    const raw = [
      'From: =?iso-8859-1?Q?K=E4the_Gr=F6=DFe?= <k@example.com>',
      'Subject: =?utf-8?B?R3LDvMOf?=',
      ' =?utf-8?B?ZQ==?=',
      'Content-Type: multipart/mixed; boundary="out side"',
      '',
      'preamble',
      '--out side',
      'Content-Type: multipart/alternative; boundary=in',
      '',
      '--in',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=FC=DF=',
      'e aus =',
      'K=F6ln',
      '--in',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>Grüße</p>').toString('base64'),
      '--in--',
      '--out side--',
      '',
    ].join('\r\n');
    const { from, subject, text, html } = readMessage(Buffer.from(raw));
    assert.deepEqual(
      [from, subject, text, html],
      ['Käthe Größe <k@example.com>', 'Grüße', 'Grüße aus Köln', '<p>Grüße</p>'],
    );
  });
});
