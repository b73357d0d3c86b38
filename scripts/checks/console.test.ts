import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readSourceTree, type MetadataComponent } from '../../local-org/src/metadata/index.ts';
import { inRoot } from '../support/paths.ts';
import { consoleGaps } from './console.ts';

const { components } = readSourceTree(inRoot('force-app'));
const without = (type: string, name: string): readonly MetadataComponent[] =>
  components.filter((component) => component.type !== type || !component.fullName.startsWith(name));

it('a console user misses nothing in force-app', () => {
  assert.deepEqual(consoleGaps(components), []);
});

for (const [type, name, missed] of [
  ['Layout', 'Region__c-', 'Region__c: no page layout'],
  ['Layout', 'Premises__c-', 'Premises__c: no page lists its Service_Point__c'],
  ['CompactLayout', 'Meter__c.', 'Meter__c: no compact layout is in use'],
  ['ListView', 'Contact.', 'Contact: no list view'],
  [
    'CustomObject',
    'Service_Point__c',
    'Service_Point__c: fewer than 2 lookupDialogsAdditionalFields in its search layouts',
  ],
  ['CustomApplication', 'Unified_Power_Console', 'Sepa_Mandate__c: in the navigation of no app'],
  ['PermissionSet', 'Supply_Insight', 'Asset: nobody but administrators sees its tab'],
] as const)
  it(`without its ${type} a console user would miss: ${missed}`, () => {
    assert.ok(consoleGaps(without(type, name)).includes(missed));
  });
