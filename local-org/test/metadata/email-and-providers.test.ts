import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createOrg,
  deploy,
  organizationId,
  readFiles,
  validate,
  type DeployOutcome,
  type SourceFile,
} from '../../src/metadata/index.ts';
import { openStore, type OpenStore } from '../../src/store/index.ts';

const now = Date.UTC(2026, 0, 15, 8);
const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

function sources(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => ({
    path: `force-app/${path}`,
    content: new TextEncoder().encode(text),
  }));
}

function template(parts: string): string {
  return `<EmailTemplate ${head}><available>true</available><encodingKey>UTF-8</encodingKey><name>Welcome</name><style>none</style>${parts}</EmailTemplate>`;
}

const files: Readonly<Record<string, string>> = {
  'email/Sales.emailFolder-meta.xml': `<EmailFolder ${head}><accessType>Public</accessType><name>Sales Mails</name><publicFolderAccess>ReadOnly</publicFolderAccess></EmailFolder>`,
  'email/Sales/Welcome.email-meta.xml': template('<subject>Hello {!Contact.Name}</subject><type>text</type>'),
  'email/Sales/Welcome.email': 'Dear {!Contact.Name}',
  'email/unfiled$public/Welcome.email-meta.xml': template(
    '<subject>Hi</subject><textOnly>plain</textOnly><type>custom</type>',
  ),
  'email/unfiled$public/Welcome.email': '<p>Hi</p>',
  'authproviders/Bund_ID.authprovider-meta.xml': `<AuthProvider ${head}><authorizeUrl>https://id.example/authorize</authorizeUrl><consumerKey>key</consumerKey><consumerSecret>secret</consumerSecret><defaultScopes>openid</defaultScopes><friendlyName>BundID</friendlyName><providerType>OpenIdConnect</providerType><registrationHandler>Handler</registrationHandler><tokenUrl>https://id.example/token</tokenUrl></AuthProvider>`,
  'classes/Handler.cls': 'public class Handler {}',
  'classes/Handler.cls-meta.xml': `<ApexClass ${head}><apiVersion>67.0</apiVersion></ApexClass>`,
  'pages/Legal.page': '<apex:page>Imprint</apex:page>',
  'pages/Legal.page-meta.xml': `<ApexPage ${head}><apiVersion>67.0</apiVersion><label>Legal notice</label></ApexPage>`,
  'permissionsets/Reader.permissionset-meta.xml': `<PermissionSet ${head}><label>Reader</label><pageAccesses><apexPage>Legal</apexPage><enabled>true</enabled></pageAccesses></PermissionSet>`,
};

describe('e-mail templates, authentication providers and Visualforce pages', () => {
  let store: OpenStore;
  let outcome: DeployOutcome;
  before(() => {
    store = openStore(':memory:');
    createOrg(store, { now });
    outcome = deploy(store, readFiles(sources(files)), { now });
  });
  after(() => store.close());
  const rows = (text: string) => store.all(text).map((row) => ({ ...row }));

  it('are deployed under their names, templates with their folder', () => {
    assert.deepEqual(outcome.problems, []);
    const names = outcome.components.filter(({ type }) => type.startsWith('Email')).map(({ fullName }) => fullName);
    assert.deepEqual(names.sort(), ['Sales', 'Sales/Welcome', 'unfiled$public/Welcome']);
  });

  it('become rows: templates of the same name in two folders, text in Body, HTML in HtmlValue', () => {
    assert.deepEqual(
      rows(
        `SELECT t.DeveloperName, coalesce(f.Name, '-') AS folder, t.Subject, t.Body, t.HtmlValue, t.TemplateType, t.IsActive
         FROM EmailTemplate t LEFT JOIN Folder f ON f.Id = t.FolderId ORDER BY t.TemplateType DESC`,
      ),
      [
        {
          DeveloperName: 'Welcome',
          folder: 'Sales Mails',
          Subject: 'Hello {!Contact.Name}',
          Body: 'Dear {!Contact.Name}',
          HtmlValue: null,
          TemplateType: 'text',
          IsActive: 1,
        },
        {
          DeveloperName: 'Welcome',
          folder: '-',
          Subject: 'Hi',
          Body: 'plain',
          HtmlValue: '<p>Hi</p>',
          TemplateType: 'custom',
          IsActive: 1,
        },
      ],
    );
    assert.deepEqual(rows("SELECT FolderId FROM EmailTemplate WHERE TemplateType = 'custom'"), [
      { FolderId: organizationId },
    ]);
  });

  it('become rows of providers that name their handler and keep no secret', () => {
    assert.deepEqual(
      rows(
        'SELECT p.DeveloperName, p.ProviderType, c.Name AS handler FROM AuthProvider p JOIN ApexClass c ON c.Id = p.RegistrationHandlerId',
      ),
      [{ DeveloperName: 'Bund_ID', ProviderType: 'OpenIdConnect', handler: 'Handler' }],
    );
    assert.ok(!JSON.stringify(rows('SELECT * FROM AuthProvider')).includes('secret'));
  });

  it('become rows of pages that permission sets open', () => {
    assert.deepEqual(
      rows(
        'SELECT p.MasterLabel, s.Name FROM SetupEntityAccess a JOIN ApexPage p ON p.Id = a.SetupEntityId JOIN PermissionSet s ON s.Id = a.ParentId',
      ),
      [{ MasterLabel: 'Legal notice', Name: 'Reader' }],
    );
  });

  it('lose their rows when they are removed', () => {
    const removal = `<Package ${head}><types><members>Sales/Welcome</members><name>EmailTemplate</name></types><types><members>Bund_ID</members><name>AuthProvider</name></types></Package>`;
    const done = deploy(store, readFiles(sources({ 'destructiveChangesPost.xml': removal })), { now });
    assert.equal(done.success, true);
    assert.deepEqual(rows('SELECT TemplateType FROM EmailTemplate'), [{ TemplateType: 'custom' }]);
    assert.deepEqual(rows('SELECT Id FROM AuthProvider'), []);
  });

  it('are refused without a folder, with a letterhead, with a handler that is missing', () => {
    const messages = (changed: Readonly<Record<string, string>>) =>
      validate(readFiles(sources({ ...files, ...changed })), null).map(({ file, message }) => `${file} ${message}`);
    assert.deepEqual(
      messages({
        'email/Nowhere/Welcome.email-meta.xml': template('<type>text</type>'),
        'email/Nowhere/Welcome.email': 'x',
      }),
      ['force-app/email/Nowhere/Welcome.email-meta.xml Cannot find folder:Nowhere'],
    );
    assert.match(
      messages({
        'email/Sales/Welcome.email-meta.xml': template('<type>html</type>').replace(
          '<name>',
          '<letterhead>Head</letterhead><name>',
        ),
      }).join('\n'),
      /EmailTemplate\.letterhead/,
    );
    assert.match(
      messages({
        'authproviders/Bund_ID.authprovider-meta.xml': files['authproviders/Bund_ID.authprovider-meta.xml']?.replace(
          '>Handler<',
          '>Gone<',
        ) as string,
      }).join('\n'),
      /no ApexClass named Gone found/,
    );
  });
});
