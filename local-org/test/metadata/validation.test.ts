import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFiles, readSourceTree, validate } from '../../src/metadata/index.ts';
import { sampleDirectory, sampleFiles, sampleWith } from './sample-project.ts';

interface Mistake {
  readonly what: string;
  readonly file: string;
  readonly edit: ((text: string) => string) | null;
  /** File that is blamed when it is not the edited one. */
  readonly blamed?: string;
  readonly line: number;
  readonly message: RegExp;
}

const key = 'Meter__c/fields/Meter_Key__c.field-meta.xml';
const meter = 'Meter__c/Meter__c.object-meta.xml';
const permissions = 'Meter_Reader.permissionset-meta.xml';

function replace(from: string, to: string): (text: string) => string {
  return (text) => text.replace(from, to);
}

const mistakes: readonly Mistake[] = [
  {
    what: 'an unknown element',
    file: key,
    edit: replace('<length>80</length>', '<lenght>80</lenght>'),
    line: 7,
    message: /Element \{.*\}lenght invalid at this location in type CustomField/,
  },
  {
    what: 'a value outside an enumeration',
    file: key,
    edit: replace('<type>Text<', '<type>Txt<'),
    line: 9,
    message: /'Txt' is not a valid value for the enum 'FieldType'/,
  },
  {
    what: 'a bad boolean',
    file: key,
    edit: replace('<unique>true', '<unique>yes'),
    line: 10,
    message: /'yes' is not a valid value for the type xsd:boolean/,
  },
  {
    what: 'a bad number',
    file: key,
    edit: replace('>80<', '>eighty<'),
    line: 7,
    message: /'eighty' is not a valid value for the type xsd:int/,
  },
  {
    what: 'an element given twice',
    file: key,
    edit: replace('<length>80</length>', '<length>80</length>\n    <length>90</length>'),
    line: 8,
    message: /length is duplicated at this location in type CustomField/,
  },
  {
    what: 'a list that is torn apart',
    file: permissions,
    edit: (text) =>
      text.replace(
        '</PermissionSet>',
        '<classAccesses><apexClass>ReadingController</apexClass><enabled>true</enabled></classAccesses></PermissionSet>',
      ),
    line: 43,
    message: /classAccesses is duplicated at this location/,
  },
  {
    what: 'XML that is not well-formed',
    file: key,
    edit: replace('</label>', '</lable>'),
    line: 6,
    message: /must be terminated by the matching end-tag "<\/label>"/,
  },
  {
    what: 'a wrong root element',
    file: key,
    edit: (text) => text.replaceAll('CustomField', 'CustomFeld'),
    line: 2,
    message: /The root element is CustomFeld/,
  },
  {
    what: 'a required element that is missing',
    file: 'Not_Negative.validationRule-meta.xml',
    edit: replace('    <errorMessage>A meter cannot run backwards.</errorMessage>\n', ''),
    line: 2,
    message: /Required field is missing: errorMessage/,
  },
  {
    what: 'a text field without length',
    file: key,
    edit: replace('    <length>80</length>\n', ''),
    line: 2,
    message: /Must specify 'length' for a CustomField of type Text/,
  },
  {
    what: 'a text field that is too long',
    file: key,
    edit: replace('>80<', '>256<'),
    line: 7,
    message: /'length' of a CustomField of type Text must be between 1 and 255/,
  },
  {
    what: 'a scale on a text field',
    file: key,
    edit: replace('<type>Text', '<scale>2</scale><type>Text'),
    line: 9,
    message: /Can not specify 'scale' for a CustomField of type Text/,
  },
  {
    what: 'a master-detail field that says required',
    file: 'Reading__c/fields/Meter__c.field-meta.xml',
    edit: replace('<type>', '<required>true</required><type>'),
    line: 8,
    message: /Can not specify 'required' for a CustomField of type MasterDetail/,
  },
  {
    what: 'a detail object with a sharing model of its own',
    file: 'Reading__c.object-meta.xml',
    edit: replace('ControlledByParent', 'Private'),
    line: 10,
    message: /Cannot set sharingModel to Private on a CustomObject with a MasterDetail relationship field/,
  },
  {
    what: 'an external default more open than the internal one',
    file: meter,
    edit: replace('<externalSharingModel>Private', '<externalSharingModel>Read'),
    line: 5,
    message: /external sharing model cannot be more permissive/,
  },
  {
    what: 'an object without plural',
    file: meter,
    edit: replace('    <pluralLabel>Meters</pluralLabel>\n', ''),
    line: 2,
    message: /non-empty pluralLabel/,
  },
  {
    what: 'a name that does not match the file',
    file: key,
    edit: replace('<fullName>Meter_Key__c', '<fullName>Meter_Code__c'),
    line: 3,
    message: /"Meter_Code__c" does not match the file name "Meter_Key__c"/,
  },
  {
    what: 'a field type an event cannot have',
    file: 'Meter_Id__c.field-meta.xml',
    edit: (text) => text.replace('    <length>18</length>\n', '').replace('Text', 'Email'),
    line: 5,
    message: /Field type Email is not supported on platform events/,
  },
  {
    what: 'a lookup to nowhere',
    file: 'Meter__c/fields/Account__c.field-meta.xml',
    edit: replace('<referenceTo>Account<', '<referenceTo>Acount<'),
    line: 6,
    message: /In field: referenceTo - no CustomObject named Acount found/,
  },
  {
    what: 'a roll-up over an unknown field',
    file: 'Total__c.field-meta.xml',
    edit: replace('Reading__c.Value__c', 'Reading__c.Valeu__c'),
    line: 5,
    message: /no CustomField named Reading__c.Valeu__c found/,
  },
  {
    what: 'a field permission for an unknown field',
    file: permissions,
    edit: replace('Reading__c.Read_On__c', 'Reading__c.Reed_On__c'),
    line: 9,
    message: /In field: field - no CustomField named Reading__c.Reed_On__c found/,
  },
  {
    what: 'a field permission for a required field',
    file: permissions,
    edit: replace('Reading__c.Read_On__c', 'Reading__c.Value__c'),
    line: 9,
    message: /You cannot deploy to a required field: Reading__c.Value__c/,
  },
  {
    what: 'a field permission for what a person account shows of its contact',
    file: permissions,
    edit: replace('Reading__c.Read_On__c', 'Account.PersonEmail'),
    line: 9,
    message: /no CustomField named Account.PersonEmail found/,
  },
  {
    what: 'rights that lack what they need',
    file: permissions,
    edit: replace('<allowRead>true', '<allowRead>false'),
    line: 14,
    message: /Permission Create Meter__c depends on permission\(s\): Read Meter__c/,
  },
  {
    what: 'access to an unknown class',
    file: permissions,
    edit: replace('ReadingController', 'ReadingControler'),
    line: 4,
    message: /no ApexClass named ReadingControler found/,
  },
  {
    what: 'a class that lost its meta file',
    file: 'ReadingController.cls-meta.xml',
    edit: null,
    blamed: 'ReadingController.cls',
    line: 1,
    message: /no -meta.xml file found/,
  },
  {
    what: 'a trigger on an unknown object',
    file: 'ReadingTrigger.trigger',
    edit: replace('Reading__c', 'Readings__c'),
    line: 1,
    message: /SObject type is invalid: Readings__c/,
  },
  {
    what: 'a component that imports an unknown label',
    file: 'meterCard.js',
    edit: replace('c.Meter_Missing', 'c.Meter_Mising'),
    line: 3,
    message: /Invalid reference c.Meter_Mising of type label/,
  },
  {
    what: 'a component that imports an unknown field',
    file: 'meterCard.js',
    edit: replace('Meter__c.Meter_Key__c', 'Meter__c.Key__c'),
    line: 2,
    message: /Invalid reference Meter__c.Key__c of type sobjectField/,
  },
  {
    what: 'a layout with an unknown field',
    file: 'Meter Layout.layout-meta.xml',
    edit: replace('Meter_Key__c', 'Meter_Kee__c'),
    line: 11,
    message: /no CustomField named Meter__c.Meter_Kee__c found/,
  },
  {
    what: 'a custom metadata record with an unknown field',
    file: 'Unit.Cubic_Metre.md-meta.xml',
    edit: replace('Factor__c', 'Faktor__c'),
    line: 6,
    message: /no CustomField named Unit__mdt.Faktor__c found/,
  },
  {
    what: 'a queue whose role is unknown',
    file: 'Readings.queue-meta.xml',
    edit: replace('<role>Agent', '<role>Agents'),
    line: 7,
    message: /no Role named Agents found/,
  },
  {
    what: 'a tab for an unknown object',
    file: 'Meter__c.object-meta.xml',
    edit: null,
    blamed: 'Meter__c.tab-meta.xml',
    line: 2,
    message: /no CustomObject named Meter__c found/,
  },
];

describe('validation of a source tree', () => {
  it('finds nothing wrong in a project that would deploy', () => {
    assert.deepEqual(validate(readSourceTree(sampleDirectory), null), []);
  });

  for (const mistake of mistakes) {
    it(`finds ${mistake.what}, with file and line`, () => {
      const problems = validate(sampleWith(mistake.file, mistake.edit), null);
      const blamed = mistake.blamed ?? mistake.file;
      const found = problems.find((problem) => mistake.message.test(problem.message) && problem.file.endsWith(blamed));
      assert.ok(found, `not found among ${JSON.stringify(problems, null, 1)}`);
      assert.equal(found.line, mistake.line);
    });
  }

  it('refuses a type of metadata it does not know, by file', () => {
    const flow = {
      path: 'force-app/main/supply/flows/Remind.flow-meta.xml',
      content: new TextEncoder().encode('<Flow/>'),
    };
    const problems = validate(readFiles([...sampleFiles(), flow]), null);
    assert.deepEqual(
      problems.map((problem) => [problem.file, problem.line]),
      [[flow.path, 1]],
    );
    assert.match(problems[0]?.message ?? '', /does not support metadata type Flow/);
  });
});
