/**
 * A copy of the project to ask questions of: with a class that answers in user mode, a list view of everything per object, and API access for
 * everybody. None of it gives a right to any record. Its metadata may be broken on purpose (mutants.ts).
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from '../../scripts/support/paths.ts';

/** Consumer key of the OAuth client that the people log in with. */
export const CLIENT = 'visibility-proof';
/** Permission set of everybody who is asked. */
export const ASKED = 'Visibility_Proof';
/** Developer name of the list view of everything. */
export const LIST_VIEW = 'Visibility_Proof';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const xml = (root: string, body: string): string =>
  `${HEAD}<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${body}</${root}>\n`;

/** Copies the project into the folder and adds what the proof needs for these objects. */
export function copyProject(folder: string, objects: readonly string[]): void {
  cpSync(inRoot('force-app'), join(folder, 'force-app'), { recursive: true });
  cpSync(inRoot('sfdx-project.json'), join(folder, 'sfdx-project.json'));
  for (const [path, content] of Object.entries({ ...clientFiles(), ...apexFiles(), ...listViews(objects) })) {
    const file = join(folder, 'force-app', 'main', 'proof', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function listViews(objects: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    objects.map((object) => [
      `objects/${object}/listViews/${LIST_VIEW}.listView-meta.xml`,
      xml(
        'ListView',
        `<fullName>${LIST_VIEW}</fullName><filterScope>Everything</filterScope><label>Visibility Proof</label>`,
      ),
    ]),
  );
}

function clientFiles(): Readonly<Record<string, string>> {
  const app = '<externalClientApplication>Visibility_Proof</externalClientApplication><label>Visibility Proof</label>';
  return {
    'externalClientApps/Visibility_Proof.eca-meta.xml': xml(
      'ExternalClientApplication',
      '<contactEmail>test@example.com</contactEmail><distributionState>Local</distributionState><label>Visibility Proof</label>',
    ),
    'extlClntAppGlobalOauthSets/Visibility_Proof_glbloauth.ecaGlblOauth-meta.xml': xml(
      'ExtlClntAppGlobalOauthSettings',
      `<callbackUrl>https://localhost/callback</callbackUrl><consumerKey>${CLIENT}</consumerKey>${app}`,
    ),
    'extlClntAppOauthSettings/Visibility_Proof_oauth.ecaOauth-meta.xml': xml(
      'ExtlClntAppOauthSettings',
      `<commaSeparatedOauthScopes>Api,RefreshToken</commaSeparatedOauthScopes>${app}`,
    ),
    'extlClntAppOauthPolicies/Visibility_Proof_oauthPlcy.ecaOauthPlcy-meta.xml': xml(
      'ExtlClntAppOauthConfigurablePolicies',
      `<commaSeparatedPermissionSet>${ASKED}</commaSeparatedPermissionSet>${app}<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>`,
    ),
  };
}

/** A controller as pages have them: it answers the ids that the caller sees in user mode. */
function apexFiles(): Readonly<Record<string, string>> {
  return {
    'classes/VisibilityProof.cls': `@RestResource(urlMapping='/visible/*')
global with sharing class VisibilityProof {
  @HttpGet
  global static List<Id> ids() {
    List<Id> found = new List<Id>();
    for (String objectName : RestContext.request.params.get('objects').split(',')) {
      if (!Schema.describeSObjects(new List<String>{ objectName })[0].isAccessible()) continue;
      for (SObject one : Database.query('SELECT Id FROM ' + objectName, AccessLevel.USER_MODE)) found.add(one.Id);
    }
    return found;
  }
}
`,
    'classes/VisibilityProof.cls-meta.xml': xml('ApexClass', '<apiVersion>67.0</apiVersion><status>Active</status>'),
    [`permissionsets/${ASKED}.permissionset-meta.xml`]: xml(
      'PermissionSet',
      '<classAccesses><apexClass>VisibilityProof</apexClass><enabled>true</enabled></classAccesses><label>Visibility Proof</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>',
    ),
  };
}
