/** A real org in a temporary folder with a small object and the Apex of these tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApexEngine } from '../../../src/apex/index.ts';
import { compose, type Engine } from '../../../src/engine/compose.ts';
import type { Scope } from '../../../src/engine/ports.ts';
import { runOperation } from '../../../src/engine/run-operation.ts';
import { openTransaction } from '../../../src/store/index.ts';

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const field = (name: string, rest: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><CustomField ${NAMESPACE}><fullName>${name}</fullName><label>${name}</label>${rest}</CustomField>`;

const metadata: Readonly<Record<string, string>> = {
  'objects/Parcel__c/Parcel__c.object-meta.xml': `<?xml version="1.0" encoding="UTF-8"?><CustomObject ${NAMESPACE}><label>Parcel</label><pluralLabel>Parcels</pluralLabel><deploymentStatus>Deployed</deploymentStatus><sharingModel>ReadWrite</sharingModel><nameField><label>Name</label><type>Text</type></nameField></CustomObject>`,
  'objects/Parcel__c/fields/Weight__c.field-meta.xml': field(
    'Weight__c',
    '<type>Number</type><precision>8</precision><scale>2</scale>',
  ),
  'objects/Parcel__c/fields/Key__c.field-meta.xml': field(
    'Key__c',
    '<type>Text</type><length>20</length><externalId>true</externalId><unique>true</unique>',
  ),
  'objects/Parcel__c/fields/Account__c.field-meta.xml': field(
    'Account__c',
    '<type>Lookup</type><referenceTo>Account</referenceTo><relationshipLabel>Parcels</relationshipLabel><relationshipName>Parcels</relationshipName>',
  ),
};

/** Opens the org with these classes and triggers (name → body); the API version of a class may stand in front: `66 public class X`. */
export function openApexOrg(
  code: Readonly<Record<string, string>>,
  /** More metadata: path below the package folder → content. */
  more: Readonly<Record<string, string>> = {},
): {
  readonly engine: Engine;
  readonly apex: ApexEngine;
  /** Runs work in a transaction of its own as the administrator or the user named; committed unless it throws. */
  readonly inTransaction: <T>(work: (scope: Scope) => T, username?: string) => T;
  readonly close: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'apex-org-'));
  const engine = compose({ dataFolder: folder, cacheFolder: join(folder, 'cache'), clock: { now: () => Date.now() } });
  const perform = (operation: string, input: unknown): unknown =>
    runOperation(engine, { operation, input, caller: { userId: null, channel: 'internal' } } as never).output;
  perform('createOrganization', { adminUsername: 'admin@example.com', adminPassword: 'Secret-12345' });
  const files = { ...metadata, ...more };
  for (const [name, text] of Object.entries(code)) {
    const [, version = '67', body = ''] = /^(?:(\d\d) )?([\s\S]*)$/.exec(text) ?? [];
    const trigger = /^trigger /i.test(body);
    const path = trigger ? `triggers/${name}.trigger` : `classes/${name}.cls`;
    const type = trigger ? 'ApexTrigger' : 'ApexClass';
    files[path] = body;
    files[`${path}-meta.xml`] =
      `<?xml version="1.0" encoding="UTF-8"?><${type} ${NAMESPACE}><apiVersion>${version}.0</apiVersion><status>Active</status></${type}>`;
  }
  const encoder = new TextEncoder();
  const { problems } = perform('deploySource', {
    files: Object.entries(files).map(([path, text]) => ({
      path: `force-app/main/default/${path}`,
      content: encoder.encode(text),
    })),
  }) as { readonly problems: readonly string[] };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    engine,
    apex: engine.apex(),
    inTransaction: (work, username = 'admin@example.com') => {
      const row = engine.store.get('SELECT "Id" AS id FROM "User" WHERE "Username" = ?', username);
      const user = engine.security.userContext(String(row?.['id']));
      const transaction = openTransaction(engine.store, user, engine.clock.now());
      try {
        const result = work({ transaction, access: { user, crud: true, fls: true, sharing: true } });
        transaction.commit();
        return result;
      } catch (error) {
        transaction.rollback();
        throw error;
      }
    },
    close: () => {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
