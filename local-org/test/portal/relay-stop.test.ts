// A mail server that never answers keeps nobody waiting: not the transaction, not the end of the org.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { it } from 'node:test';
import { startPortalOrg } from './portal-org.ts';

it('an org stops within seconds while its mail server is silent, and has kept the mail', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
  try {
    const { port } = silent.address() as AddressInfo;
    const portal = await startPortalOrg({ environment: { UP_MAIL_RELAY: `smtp://127.0.0.1:${port}` } });
    const { contactId } = await portal.addCustomer('Muster');
    const began = Date.now();
    await portal.addPortalUser('erika@customer.example', contactId);
    assert.ok(Date.now() - began < 5000, 'the user was made at once');
    assert.deepEqual(
      (await portal.mail()).map(({ relay }) => relay.state),
      ['waiting'],
    );
    const ended = Date.now();
    await portal.stop();
    assert.ok(Date.now() - ended < 8000);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
