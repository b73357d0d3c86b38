import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startArchive, type ArchiveSimulator } from '../../../simulators/archive/simulator.ts';
import { temporaryFolder } from '../../support/ports.ts';

const KEY = 'key-of-the-archive';
const PDF = Buffer.from('%PDF-1.3 a bill');

describe('the document archive', () => {
  let archive: ArchiveSimulator;
  let now = new Date('2027-01-10T08:00:00Z');
  const stateFile = `${temporaryFolder()}/archive.json`;
  const start = async () => {
    archive = await startArchive({ port: 0, apiKey: KEY, stateFile, now: () => now });
  };
  before(start);
  after(() => archive.stop());

  const get = (token: string, key = KEY) =>
    fetch(`${archive.url}/documents/${token}`, { headers: { 'x-api-key': key } });
  const keep = (invoiceNumber: string) => {
    archive.store.keep([{ invoiceNumber, pdf: PDF }]);
    const document = archive.store.find(invoiceNumber);
    assert.ok(document);
    return document;
  };
  const moveExpiry = (token: string, expiresOn: string) =>
    fetch(`${archive.url}/documents/${token}/expiry`, {
      method: 'PUT',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ expiresOn }),
    });

  it('gives a document to who has token and key, and asks that nobody stores it', async () => {
    const { token, expiresOn } = keep('I-1');
    assert.equal(expiresOn, '2032-01-10');
    assert.match(token, /^[A-Za-z0-9_-]{32,}$/);
    const response = await get(token);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    assert.equal(response.headers.get('content-length'), String(PDF.length));
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), PDF);
  });

  it('keeps a document once for each invoice', () => {
    assert.deepEqual(keep('I-1').token, keep('I-1').token);
  });

  it('answers 401 without the key before it says whether a document is there', async () => {
    assert.equal((await get(keep('I-1').token, 'guess')).status, 401);
    assert.equal((await get('x'.repeat(43), '')).status, 401);
  });

  it('answers 404 for an unknown token, also one that names a part of every object', async () => {
    assert.equal((await get('x'.repeat(43))).status, 404);
    assert.equal((await get('__proto__')).status, 404);
    assert.equal((await get('constructor')).status, 404);
  });

  it('answers 410 when the last day is over, by its clock in Berlin', async () => {
    const { token } = keep('I-2');
    now = new Date('2032-01-10T22:59:00Z');
    assert.equal((await get(token)).status, 200);
    now = new Date('2032-01-10T23:00:00Z');
    const response = await get(token);
    assert.equal(response.status, 410);
    assert.equal(((await response.json()) as { code: string }).code, 'DOCUMENT_EXPIRED');
    now = new Date('2027-01-10T08:00:00Z');
  });

  it('moves an expiry on request and refuses what is no day', async () => {
    const { token } = keep('I-3');
    assert.equal((await moveExpiry(token, '2027-01-09')).status, 204);
    assert.equal((await get(token)).status, 410);
    assert.equal((await moveExpiry(token, 'soon')).status, 422);
    assert.equal((await moveExpiry('x'.repeat(43), '2030-01-01')).status, 404);
  });

  it('has everything after a restart', async () => {
    const { token } = keep('I-1');
    await archive.stop();
    await start();
    assert.deepEqual(Buffer.from(await (await get(token)).arrayBuffer()), PDF);
    assert.equal((await get(archive.store.find('I-3')?.token ?? '')).status, 410);
  });
});
