import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOrg, deploy, loadSchema, readFiles, validate } from '../../src/metadata/index.ts';
import { openStore } from '../../src/store/index.ts';

const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const files: Readonly<Record<string, string>> = {
  'objects/Case/businessProcesses/Failure.businessProcess-meta.xml': `<BusinessProcess ${head}><fullName>Failure</fullName><isActive>true</isActive><values><fullName>New</fullName><default>true</default></values><values><fullName>Closed</fullName><default>false</default></values></BusinessProcess>`,
  'objects/Case/recordTypes/Failure.recordType-meta.xml': `<RecordType ${head}><fullName>Failure</fullName><active>true</active><businessProcess>Failure</businessProcess><label>Failure</label></RecordType>`,
  'objects/Meter__c/Meter__c.object-meta.xml': `<CustomObject ${head}><deploymentStatus>Deployed</deploymentStatus><label>Meter</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Meters</pluralLabel><sharingModel>Private</sharingModel></CustomObject>`,
  'objects/Meter__c/sharingReasons/Operator__c.sharingReason-meta.xml': `<SharingReason ${head}><fullName>Operator__c</fullName><label>Meter operator</label></SharingReason>`,
};
const set = (changed: Readonly<Record<string, string>> = {}) =>
  readFiles(
    Object.entries({ ...files, ...changed }).map(([path, text]) => ({
      path: `force-app/${path}`,
      content: new TextEncoder().encode(text),
    })),
  );

describe('business processes and sharing reasons', () => {
  const store = openStore(':memory:');
  const now = Date.UTC(2026, 0, 15);
  createOrg(store, { now });
  assert.deepEqual(deploy(store, set(), { now }).problems, []);
  const schema = loadSchema(store);

  it('give the record type the statuses of its process', () => {
    assert.deepEqual(schema.object('Case')?.recordTypes.get('failure')?.picklistValues.get('status'), [
      { value: 'New', isDefault: true },
      { value: 'Closed', isDefault: false },
    ]);
  });

  it('give the share object causes for Apex managed sharing, beside the standard ones', () => {
    const causes =
      schema
        .object('Meter__Share')
        ?.fields.get('rowcause')
        ?.picklist?.map(({ value }) => value) ?? [];
    assert.ok(causes.includes('Manual') && causes.includes('Operator__c'), causes.join());
  });

  it('are refused with a value or a process that is missing', () => {
    const process = 'objects/Case/businessProcesses/Failure.businessProcess-meta.xml';
    const wrongValue = { [process]: files[process]?.replace('>Closed<', '>Shut<') ?? '' };
    assert.match(
      validate(set(wrongValue), null)[0]?.message ?? '',
      /Picklist value: Shut in picklist: Status not found/,
    );
    const type = 'objects/Case/recordTypes/Failure.recordType-meta.xml';
    const wrongProcess = { [type]: files[type]?.replace('<businessProcess>Failure', '<businessProcess>Gone') ?? '' };
    assert.match(validate(set(wrongProcess), null)[0]?.message ?? '', /no BusinessProcess named Case\.Gone found/);
  });
});
