import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startOrg, type RunningOrg } from '../../local-org/src/cli/start-org.ts';
import { inRoot } from '../support/paths.ts';
import { BELIEFS, NOT_PROBED } from './beliefs.ts';
import { runProbes, type Finding } from './run-probes.ts';

const ADMIN = 'admin@unified-power.example';
const ADMIN_PASSWORD = 'admin12345';
const PRIVATE = ['Account', 'Case', 'Opportunity'];
const object = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">${body}</CustomObject>`;

describe('the probes', () => {
  let root = '';
  let org: RunningOrg;
  let findings: readonly Finding[] = [];
  const token = async (): Promise<string> => {
    const login = await fetch(`${org.url}/services/Soap/u/67.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', soapaction: 'login' },
      body: `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Body><urn:login><urn:username>${ADMIN}</urn:username><urn:password>${ADMIN_PASSWORD}</urn:password></urn:login></soapenv:Body></soapenv:Envelope>`,
    });
    return /<sessionId>([^<]+)</.exec(await login.text())?.[1] ?? '';
  };

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'probe-'));
    const project = join(root, 'project');
    const { mkdir, writeFile } = await import('node:fs/promises');
    for (const name of [...PRIVATE, 'Contact', 'Asset']) {
      const model = PRIVATE.includes(name) ? 'Private' : 'ControlledByParent';
      await mkdir(join(project, 'force-app/main/objects', name), { recursive: true });
      await writeFile(
        join(project, 'force-app/main/objects', name, `${name}.object-meta.xml`),
        object(`<externalSharingModel>${model}</externalSharingModel><sharingModel>${model}</sharingModel>`),
      );
    }
    await writeFile(
      join(project, 'sfdx-project.json'),
      '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"67.0"}',
    );
    org = await startOrg({
      dataFolder: join(root, 'data'),
      port: 0,
      source: project,
      adminPassword: ADMIN_PASSWORD,
      workers: 1,
    });
    findings = await runProbes({ instanceUrl: org.url, accessToken: await token() });
  });
  after(async () => {
    await org.stop();
    await rm(root, { recursive: true, force: true });
  });

  for (const { id, belief, expected } of BELIEFS)
    it(`see in the local org what ${id} says: ${belief}`, () => {
      const finding = findings.find((one) => one.belief.id === id);
      assert.equal(finding?.seen ?? finding?.problem, expected);
    });

  it('leave nothing behind', async () => {
    const query = async (soql: string): Promise<unknown> =>
      (
        await fetch(`${org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
          headers: { authorization: `Bearer ${await token()}` },
        })
      ).json();
    for (const soql of [
      "SELECT Id FROM ApexClass WHERE Name = 'ProbeBeliefs'",
      "SELECT Id FROM PermissionSet WHERE Name LIKE 'Probe%'",
      'SELECT Id FROM Account',
      "SELECT Id FROM User WHERE IsActive = true AND Username LIKE 'probe%'",
    ])
      assert.deepEqual(((await query(soql)) as { readonly records: unknown }).records, [], soql);
  });

  it('ask, or say why they do not, what the document holds', () => {
    const text = readFileSync(inRoot('docs/real-org-checks.md'), 'utf8');
    const known = new Set([...text.matchAll(/^\| (ROC-\d+)/gm)].map(([, id]) => id));
    const named = [...BELIEFS.flatMap(({ id, also = [] }) => [id, ...also]), ...Object.keys(NOT_PROBED)];
    assert.deepEqual(
      named.filter((id) => !known.has(id)),
      [],
    );
    assert.deepEqual(
      [...known].filter((id = '') => !named.includes(id)),
      [],
    );
    assert.equal(new Set(named).size, named.length, 'each once');
  });
});
