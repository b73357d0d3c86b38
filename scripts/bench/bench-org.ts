/** The org that is measured: a plain object, and one with a trigger, validation rules and a roll-up above it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../local-org/src/engine/compose.ts';
import type { Engine } from '../../local-org/src/engine/compose.ts';
import { runOperation } from '../../local-org/src/engine/run-operation.ts';
import type { Scope } from '../../local-org/src/engine/ports.ts';
import { administratorId, createOrg, deploy, readFiles } from '../../local-org/src/metadata/index.ts';
import { inTransaction } from '../../local-org/src/store/index.ts';

export interface BenchOrg {
  readonly folder: string;
  readonly engine: Engine;
  /** Runs the work in a transaction of the administrator, as a REST request would, and commits it. */
  request<T>(work: (scope: Scope) => T): T;
  /** `GET sobjects/X/describe` as a worker answers it. */
  describe(objectName: string): unknown;
  close(): void;
}

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${root} ${NAMESPACE}>${body}</${root}>`;
const text = (name: string, more = ''): string =>
  xml('CustomField', `<fullName>${name}</fullName>${more}<label>${name}</label><length>80</length><type>Text</type>`);
const amount = xml(
  'CustomField',
  '<fullName>Amount__c</fullName><label>Amount</label><precision>12</precision><scale>2</scale><type>Number</type>',
);
const object = (label: string, sharing: string): string =>
  xml(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus><label>${label}</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>${label}s</pluralLabel><sharingModel>${sharing}</sharingModel>`,
  );
const rule = (name: string, formula: string): string =>
  xml(
    'ValidationRule',
    `<fullName>${name}</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula><errorMessage>Wrong</errorMessage>`,
  );

const files: Readonly<Record<string, string>> = {
  'objects/Plain__c/Plain__c.object-meta.xml': object('Plain', 'ReadWrite'),
  'objects/Plain__c/fields/Amount__c.field-meta.xml': amount,
  'objects/Plain__c/fields/Note__c.field-meta.xml': text('Note__c'),
  'objects/Plain__c/fields/Key__c.field-meta.xml': text('Key__c', '<externalId>true</externalId>'),
  'objects/Parent__c/Parent__c.object-meta.xml': object('Parent', 'ReadWrite'),
  'objects/Parent__c/fields/Total__c.field-meta.xml': xml(
    'CustomField',
    '<fullName>Total__c</fullName><label>Total</label><summarizedField>Ruled__c.Amount__c</summarizedField><summaryForeignKey>Ruled__c.Parent__c</summaryForeignKey><summaryOperation>sum</summaryOperation><type>Summary</type>',
  ),
  'objects/Ruled__c/Ruled__c.object-meta.xml': object('Ruled', 'ControlledByParent'),
  'objects/Ruled__c/fields/Amount__c.field-meta.xml': amount,
  'objects/Ruled__c/fields/Note__c.field-meta.xml': text('Note__c'),
  'objects/Ruled__c/fields/Key__c.field-meta.xml': text('Key__c', '<externalId>true</externalId>'),
  'objects/Ruled__c/fields/Parent__c.field-meta.xml': xml(
    'CustomField',
    '<fullName>Parent__c</fullName><label>Parent</label><referenceTo>Parent__c</referenceTo><relationshipLabel>Ruled</relationshipLabel><relationshipName>Ruled</relationshipName><relationshipOrder>0</relationshipOrder><type>MasterDetail</type>',
  ),
  'objects/Ruled__c/validationRules/Positive.validationRule-meta.xml': rule('Positive', 'Amount__c &lt; 0'),
  'objects/Ruled__c/validationRules/Noted.validationRule-meta.xml': rule(
    'Noted',
    'ISBLANK(Note__c) &amp;&amp; Amount__c &gt; 100',
  ),
  'objects/Ruled__c/validationRules/Keyed.validationRule-meta.xml': rule(
    'Keyed',
    'LEN(Key__c) &gt; 60 || BEGINS(Key__c, &quot;x&quot;)',
  ),
  'triggers/RuledTrigger.trigger': `trigger RuledTrigger on Ruled__c (before insert, before update, after insert, after update) {
  Decimal sum = 0;
  for (Ruled__c row : Trigger.new) {
    if (Trigger.isBefore) { row.Note__c = 'Amount ' + row.Amount__c; }
    sum += row.Amount__c;
  }
}`,
  'triggers/RuledTrigger.trigger-meta.xml': xml('ApexTrigger', '<apiVersion>67.0</apiVersion><status>Active</status>'),
};

/** Makes the org in a temporary folder; `close` removes it. */
export function openBenchOrg(): BenchOrg {
  const folder = mkdtempSync(join(tmpdir(), 'bench-org-'));
  const now = Date.now();
  const engine = compose({ dataFolder: folder, cacheFolder: join(folder, 'cache'), clock: { now: () => Date.now() } });
  createOrg(engine.store, { now });
  engine.refresh();
  const set = readFiles(
    Object.entries(files).map(([path, content]) => ({
      path: `force-app/main/default/${path}`,
      content: Buffer.from(content),
    })),
  );
  const { problems } = deploy(engine.store, set, { now, checks: engine.deployChecks });
  if (problems.length > 0) throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  engine.refresh();
  const user = engine.security.userContext(administratorId);
  return {
    folder,
    engine,
    request: (work) =>
      inTransaction(engine.store, user, Date.now(), (transaction) =>
        work({ transaction, access: { user, crud: true, fls: false, sharing: true } }),
      ),
    describe: (object) =>
      runOperation(engine, {
        kind: 'operation',
        id: 0,
        operation: 'describe',
        input: { object },
        caller: { userId: administratorId, channel: 'api', apiVersion: '67.0' },
      }).output,
    close: () => {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
