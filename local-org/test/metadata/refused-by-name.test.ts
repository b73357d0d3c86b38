// What a real org has and the local org has not is refused by that name, never as if it did not exist; what only looks wrong is taken.
// Each case stood in a public project that deploys to a real org.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { typeOfFolder } from '../../src/metadata/component-types.ts';
import { REFUSED_TYPES } from '../../src/metadata/generated/refused-types.ts';
import { validate } from '../../src/metadata/index.ts';
import { isRefusedField, isRefusedObject } from '../../src/schema/index.ts';
import { project, XMLNS } from './source-files.ts';

const CARD = {
  'lwc/card/card.js': 'export const a = 1;',
  'lwc/card/card.js-meta.xml': `<LightningComponentBundle ${XMLNS}><apiVersion>67.0</apiVersion></LightningComponentBundle>`,
};

function messages(files: Readonly<Record<string, string>>): readonly string[] {
  return validate(project(files), null).map(
    ({ file, line, message }) => `${file.replace('force-app/', '')}:${line} ${message}`,
  );
}

function permissionSet(body: string): Readonly<Record<string, string>> {
  return {
    'permissionsets/P.permissionset-meta.xml': `<PermissionSet ${XMLNS}>\n<label>P</label>\n${body}\n</PermissionSet>`,
  };
}

const not = (name: string): string => `The local org does not support ${name}. See docs/local-org/coverage.md.`;

describe('what the local org lacks', () => {
  it('a standard object', () => {
    const queue = `<Queue ${XMLNS}>\n<doesSendEmailToMembers>false</doesSendEmailToMembers>\n<name>Chats</name>\n<queueSobject>\n<sobjectType>MessagingSession</sobjectType></queueSobject></Queue>`;
    assert.deepEqual(messages({ 'queues/Chats.queue-meta.xml': queue }), [
      `queues/Chats.queue-meta.xml:5 ${not('sObject MessagingSession')}`,
    ]);
    assert.ok(isRefusedObject('AccountFeed') && isRefusedObject('ACCOUNTCHANGEEVENT') && !isRefusedObject('Account'));
    assert.ok(!isRefusedObject('MesagingSession'), 'a misspelt name is no name of the platform');
  });

  it('a field of a standard object, in a right and in a file of its own', () => {
    assert.deepEqual(
      messages(
        permissionSet(
          '<fieldPermissions>\n<editable>false</editable>\n<field>Product2.SellerId</field>\n<readable>true</readable></fieldPermissions>',
        ),
      ),
      [`permissionsets/P.permissionset-meta.xml:5 ${not('field Product2.SellerId')}`],
    );
    const path = 'objects/Contact/fields/CleanStatus.field-meta.xml';
    const file = (name: string): string => `<CustomField ${XMLNS}>\n<fullName>${name}</fullName></CustomField>`;
    assert.deepEqual(messages({ [path]: file('CleanStatus') }), [`${path}:2 ${not('field Contact.CleanStatus')}`]);
    const misspelt = 'objects/Contact/fields/Emial.field-meta.xml';
    assert.deepEqual(messages({ [misspelt]: file('Emial') }), [
      `${misspelt}:2 In field: fullName - no CustomField named Contact.Emial found`,
    ]);
    assert.ok(!isRefusedField('Contact', 'Email'));
  });

  it('a user permission', () => {
    const right = (name: string) =>
      messages(permissionSet(`<userPermissions>\n<enabled>true</enabled>\n<name>${name}</name></userPermissions>`));
    assert.match(
      right('ActivitiesAccess')[0] ?? '',
      /:5 The local org does not support user permission ActivitiesAccess/,
    );
    assert.match(right('ActivitesAccess')[0] ?? '', /:5 Unknown user permission: ActivitesAccess/);
  });

  it('an Aura component that a page shows', () => {
    const page = `<FlexiPage ${XMLNS}>\n<flexiPageRegions>\n<itemInstances><componentInstance>\n<componentName>Banner</componentName></componentInstance></itemInstances>\n<name>main</name><type>Region</type></flexiPageRegions>\n<masterLabel>Start</masterLabel><template><name>flexipage:defaultAppHomeTemplate</name></template><type>AppPage</type></FlexiPage>`;
    const files = { 'flexipages/Start.flexipage-meta.xml': page };
    assert.match(
      messages(files)[0] ?? '',
      /:4 In field: componentName - no LightningComponentBundle named Banner found/,
    );
    const found = messages({ ...files, 'aura/Banner/Banner.cmp': '<aura:component/>' });
    assert.ok(
      found.includes(`flexipages/Start.flexipage-meta.xml:4 ${not('AuraDefinitionBundle Banner')}`),
      found.join('\n'),
    );
  });

  it('an object that a trigger or a component names', () => {
    const found = messages({
      'triggers/OnFeed.trigger': 'trigger OnFeed on FeedItem (before insert) {}',
      'triggers/OnFeed.trigger-meta.xml': `<ApexTrigger ${XMLNS}><apiVersion>67.0</apiVersion></ApexTrigger>`,
      ...CARD,
      'lwc/card/card.js': "import SELLER from '@salesforce/schema/Product2.SellerId';",
    });
    assert.deepEqual(found, [
      `triggers/OnFeed.trigger:1 ${not('sObject FeedItem')}`,
      `lwc/card/card.js:1 ${not('field Product2.SellerId')}`,
    ]);
  });
});

describe('metadata types the local org does not take', () => {
  it('are refused by their names in source projects, every one that the sf CLI knows', () => {
    const types = REFUSED_TYPES.trim()
      .split('\n')
      .map((line) => line.split(':'))
      .filter(([, folder, suffix]) => folder !== '' && suffix !== '' && typeOfFolder(folder ?? '') === undefined);
    const shared = new Set(types.map(([, , suffix]) => suffix).filter((suffix, at, all) => all.indexOf(suffix) !== at));
    const wrong = types.filter(([name = '', folder = '', suffix = '']) => {
      const { readProblems } = project({ [`main/${folder}/One.${suffix}-meta.xml`]: '<Any/>' });
      const [problem] = readProblems;
      // A suffix that several types share names one of them.
      return !(
        problem?.message.startsWith('The local org does not support metadata type ') &&
        (shared.has(suffix) || problem.message.includes(` ${name}.`))
      );
    });
    assert.deepEqual(wrong, []);
    assert.ok(types.length > 250, `${types.length} types`);
  });
});

describe('what public projects deploy', () => {
  it('is taken: rights to standard check boxes, to big objects without edit, pages in place of the home page', () => {
    const right = (field: string): string =>
      `<fieldPermissions><editable>true</editable><field>Case.${field}</field><readable>true</readable></fieldPermissions>`;
    assert.deepEqual(messages(permissionSet(right('IsClosedOnCreate') + right('IsEscalated'))), []);
    const big =
      '<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Log__b</object><viewAllRecords>false</viewAllRecords></objectPermissions>';
    assert.ok(messages(permissionSet(big)).every((message) => message.includes('Log__b found')));
    const app = `<CustomApplication ${XMLNS}><actionOverrides><actionName>View</actionName><content>Home</content><formFactor>Large</formFactor><pageOrSobjectType>standard-home</pageOrSobjectType><skipRecordTypeSelect>false</skipRecordTypeSelect><type>Flexipage</type></actionOverrides><label>Sales</label></CustomApplication>`;
    assert.deepEqual(
      messages({ 'applications/Sales.app-meta.xml': app }).map((message) => message.replace(/.*- /, '')),
      ['no FlexiPage named Home found'],
    );
  });

  it('is taken: imports that are commented out, and methods with further annotations', () => {
    const files = {
      ...CARD,
      'classes/Meters.cls':
        "public class Meters {\n@AuraEnabled(cacheable=true)\n@SuppressWarnings('PMD.CyclomaticComplexity')\npublic static List<Account> all() { return null; } }",
      'classes/Meters.cls-meta.xml': `<ApexClass ${XMLNS}><apiVersion>67.0</apiVersion></ApexClass>`,
      'lwc/card/card.js':
        "// import gone from '@salesforce/apex/Meters.gone';\n/* import x from 'c/gone'; */\nimport all from '@salesforce/apex/Meters.all';",
    };
    assert.deepEqual(messages(files), []);
    assert.deepEqual(
      messages({ ...files, 'lwc/card/card.js': "const a = 1;\nimport gone from '@salesforce/apex/Meters.gone';" }),
      ["lwc/card/card.js:2 Unable to find Apex action method referenced as 'Meters.gone'"],
    );
  });
});
