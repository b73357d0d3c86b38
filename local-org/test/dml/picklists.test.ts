/**
 * Picklists as the API meets them. Sources: Help, "Considerations for Field Dependencies"; Salesforce Stack Exchange 62892 (a record takes
 * a dependent value that its controlling value does not allow, from Apex and every API: only pages filter); Object Reference, "Picklist".
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDeployedEngine } from '../engine/deployed-engine.ts';
import type { DeployedEngine } from '../engine/deployed-engine.ts';
import { runOperation } from '../../src/engine/run-operation.ts';
import { problems } from './org.ts';

describe('a dependent picklist', () => {
  let org: DeployedEngine;
  before(async () => {
    org = await openDeployedEngine();
    const folder = 'main/default/objects/Meter__c';
    const value = (name: string): string =>
      `<value><fullName>${name}</fullName><default>false</default><label>${name}</label></value>`;
    const picklist = (name: string, more: string, values: string, settings = ''): readonly [string, string] => [
      'CustomField',
      `<fullName>${name}</fullName><label>${name}</label><type>Picklist</type><valueSet>${more}<restricted>true</restricted><valueSetDefinition><sorted>false</sorted>${values}</valueSetDefinition>${settings}</valueSet>`,
    ];
    const outcome = org.put({
      [`${folder}/Meter__c.object-meta.xml`]: [
        'CustomObject',
        '<deploymentStatus>Deployed</deploymentStatus><label>Meter</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Meters</pluralLabel><sharingModel>ReadWrite</sharingModel>',
      ],
      [`${folder}/fields/Kind__c.field-meta.xml`]: picklist('Kind__c', '', value('Power') + value('Gas')),
      [`${folder}/fields/Unit__c.field-meta.xml`]: picklist(
        'Unit__c',
        '<controllingField>Kind__c</controllingField>',
        value('kWh') + value('m3'),
        '<valueSettings><controllingFieldValue>Gas</controllingFieldValue><valueName>m3</valueName></valueSettings><valueSettings><controllingFieldValue>Power</controllingFieldValue><valueName>kWh</valueName></valueSettings>',
      ),
      'main/default/profiles/Admin.profile-meta.xml': [
        'Profile',
        `<custom>false</custom>${['Kind__c', 'Unit__c'].map((name) => `<fieldPermissions><editable>true</editable><field>Meter__c.${name}</field><readable>true</readable></fieldPermissions>`).join('')}<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>true</modifyAllRecords><object>Meter__c</object><viewAllRecords>true</viewAllRecords></objectPermissions><userLicense>Salesforce</userLicense>`,
      ],
    });
    assert.deepEqual(outcome.problems, []);
  });
  after(() => org.close());

  const insert = (values: Readonly<Record<string, string>>): readonly string[] =>
    problems(
      org.as(org.administrator, (scope) =>
        org.engine.dml.insert(
          [{ type: 'Meter__c', values: { Name: 'm', ...values } }],
          { allOrNone: true, fromApi: true },
          scope,
        ),
      )[0],
    );

  it('takes every value of its own from the API, also one that the controlling value does not allow', () => {
    assert.deepEqual(insert({ Kind__c: 'Gas', Unit__c: 'm3' }), []);
    assert.deepEqual(insert({ Kind__c: 'Power', Unit__c: 'm3' }), []);
    assert.deepEqual(insert({ Unit__c: 'm3' }), []);
    assert.match(insert({ Kind__c: 'Gas', Unit__c: 'litre' })[0] ?? '', /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST/);
  });

  it('tells pages and describe which values go together', () => {
    const ask = (operation: string, input: object): unknown =>
      runOperation(org.engine, {
        kind: 'operation',
        id: 1,
        operation,
        input,
        caller: { userId: org.administrator.userId, channel: 'api', apiVersion: '67.0' },
      }).output;
    const { fields } = ask('describe', { object: 'Meter__c' }) as {
      readonly fields: readonly {
        readonly name: string;
        readonly picklistValues: readonly { readonly validFor: string }[];
      }[];
    };
    // One bit per controlling value, from the left: Power 80, Gas 40.
    assert.deepEqual(
      fields
        .find(({ name }) => name === 'Unit__c')
        ?.picklistValues.map(({ validFor }) => Buffer.from(validFor, 'base64').toString('hex')),
      ['80', '40'],
    );
    const values = ask('uiPicklistValues', {
      object: 'Meter__c',
      recordTypeId: '012000000000000AAA',
      field: 'Unit__c',
    }) as {
      readonly controllerValues: object;
      readonly values: readonly { readonly value: string; readonly validFor: readonly number[] }[];
    };
    assert.deepEqual(values.controllerValues, { Power: 0, Gas: 1 });
    assert.deepEqual(
      values.values.map(({ value, validFor }) => [value, validFor]),
      [
        ['kWh', [0]],
        ['m3', [1]],
      ],
    );
  });
});
