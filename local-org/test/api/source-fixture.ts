// A small project that the tests of the HTTP face deploy.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const META = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${META}>${body}</${root}>\n`;
const field = (name: string, type: string, more = ''): string =>
  xml(
    'CustomField',
    `<fullName>${name}</fullName><label>${name.replace('__c', '').replaceAll('_', ' ')}</label><type>${type}</type>${more}`,
  );

export const CONSUMER_KEY = 'test-client';

/** Files of the project by path below its package directory. */
export function projectFiles(certificate: string): Readonly<Record<string, string>> {
  return {
    'objects/Thing__c/Thing__c.object-meta.xml': xml(
      'CustomObject',
      '<deploymentStatus>Deployed</deploymentStatus><label>Thing</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Things</pluralLabel><sharingModel>ReadWrite</sharingModel>',
    ),
    'objects/Thing__c/fields/Key__c.field-meta.xml': field(
      'Key__c',
      'Text',
      '<externalId>true</externalId><length>40</length><unique>true</unique><caseSensitive>true</caseSensitive>',
    ),
    'objects/Thing__c/fields/Amount__c.field-meta.xml': field(
      'Amount__c',
      'Number',
      '<precision>18</precision><scale>2</scale>',
    ),
    'objects/Thing__c/fields/Status__c.field-meta.xml': field(
      'Status__c',
      'Picklist',
      '<valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted><value><fullName>New</fullName><default>true</default><label>Brand new</label></value><value><fullName>Done</fullName><default>false</default><label>Done</label></value></valueSetDefinition></valueSet>',
    ),
    'objects/Thing__c/fields/Parent__c.field-meta.xml': field(
      'Parent__c',
      'Lookup',
      '<referenceTo>Thing__c</referenceTo><relationshipLabel>Children</relationshipLabel><relationshipName>Children</relationshipName>',
    ),
    'objects/Thing__c/validationRules/Not_Bad.validationRule-meta.xml': xml(
      'ValidationRule',
      "<fullName>Not_Bad</fullName><active>true</active><errorConditionFormula>Name = 'Bad'</errorConditionFormula><errorDisplayField>Key__c</errorDisplayField><errorMessage>This one is bad</errorMessage>",
    ),
    'objects/Thing__c/listViews/Open_Things.listView-meta.xml': xml(
      'ListView',
      '<fullName>Open_Things</fullName><columns>NAME</columns><columns>Status__c</columns><columns>CREATED_DATE</columns><filterScope>Everything</filterScope><filters><field>Status__c</field><operation>equals</operation><value>New</value></filters><label>Open things</label>',
    ),
    'layouts/Thing__c-Thing Layout.layout-meta.xml': xml(
      'Layout',
      '<layoutSections><customLabel>false</customLabel><detailHeading>true</detailHeading><editHeading>true</editHeading><label>Information</label>' +
        '<layoutColumns><layoutItems><behavior>Required</behavior><field>Name</field></layoutItems><layoutItems><behavior>Edit</behavior><field>Key__c</field></layoutItems></layoutColumns>' +
        '<layoutColumns><layoutItems><behavior>Edit</behavior><field>Parent__c</field></layoutItems></layoutColumns><style>TwoColumnsTopToBottom</style></layoutSections>' +
        '<relatedLists><fields>NAME</fields><fields>Status__c</fields><relatedList>Thing__c.Parent__c</relatedList></relatedLists>',
    ),
    'objects/Ping__e/Ping__e.object-meta.xml': xml(
      'CustomObject',
      '<deploymentStatus>Deployed</deploymentStatus><eventType>HighVolume</eventType><label>Ping</label><pluralLabel>Pings</pluralLabel><publishBehavior>PublishAfterCommit</publishBehavior>',
    ),
    'objects/Ping__e/fields/Text__c.field-meta.xml': field('Text__c', 'Text', '<length>40</length>'),
    'classes/Things.cls': `public with sharing class Things {
  @AuraEnabled(cacheable=true)
  public static List<Thing__c> named(String start) {
    return [SELECT Id, Name FROM Thing__c WHERE Name LIKE :start + '%' WITH USER_MODE ORDER BY Name];
  }
  @AuraEnabled
  public static Id make(String name) {
    Thing__c thing = new Thing__c(Name = name);
    insert as user thing;
    return thing.Id;
  }
}`,
    'classes/Things.cls-meta.xml': xml('ApexClass', '<apiVersion>67.0</apiVersion><status>Active</status>'),
    'permissionsets/Tester.permissionset-meta.xml': xml(
      'PermissionSet',
      '<classAccesses><apexClass>Things</apexClass><enabled>true</enabled></classAccesses>' +
        ['Amount__c', 'Key__c', 'Parent__c', 'Status__c']
          .map(
            (name) =>
              `<fieldPermissions><editable>true</editable><field>Thing__c.${name}</field><readable>true</readable></fieldPermissions>`,
          )
          .join('') +
        '<label>Tester</label>' +
        '<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Thing__c</object><viewAllRecords>false</viewAllRecords></objectPermissions>' +
        '<objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Ping__e</object><viewAllRecords>false</viewAllRecords></objectPermissions>',
    ),
    'externalClientApps/Test_Client.eca-meta.xml': xml(
      'ExternalClientApplication',
      '<contactEmail>test@example.com</contactEmail><distributionState>Local</distributionState><label>Test Client</label>',
    ),
    'extlClntAppGlobalOauthSets/Test_Client_glbloauth.ecaGlblOauth-meta.xml': xml(
      'ExtlClntAppGlobalOauthSettings',
      `<callbackUrl>https://localhost/callback</callbackUrl><certificate>${certificate}</certificate><consumerKey>${CONSUMER_KEY}</consumerKey><externalClientApplication>Test_Client</externalClientApplication><label>Test Client</label>`,
    ),
    'extlClntAppOauthSettings/Test_Client_oauth.ecaOauth-meta.xml': xml(
      'ExtlClntAppOauthSettings',
      '<commaSeparatedOauthScopes>Api,RefreshToken</commaSeparatedOauthScopes><externalClientApplication>Test_Client</externalClientApplication><label>Test Client</label>',
    ),
    'extlClntAppOauthPolicies/Test_Client_oauthPlcy.ecaOauthPlcy-meta.xml': xml(
      'ExtlClntAppOauthConfigurablePolicies',
      '<commaSeparatedPermissionSet>Tester</commaSeparatedPermissionSet><externalClientApplication>Test_Client</externalClientApplication><label>Test Client</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>',
    ),
  };
}

/** Writes the project below `root` and returns its folder. */
export async function writeProject(root: string, certificate: string): Promise<string> {
  const project = join(root, 'project');
  for (const [path, content] of Object.entries(projectFiles(certificate))) {
    const file = join(project, 'force-app', 'main', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await writeFile(
    join(project, 'sfdx-project.json'),
    JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' }),
  );
  return project;
}
