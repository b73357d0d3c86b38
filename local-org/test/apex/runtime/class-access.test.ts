/**
 * Who may call Apex from outside. Source: Salesforce Help, "How Does Apex Class Security Work?" (top-level class only, Author Apex may
 * call every class), release updates "Restrict Access to @AuraEnabled Apex Methods" (authenticated and guest users); the refusals' words
 * as published logs of components and REST clients show them.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { AuraError } from '../../../src/apex/index.ts';
import { OrgError } from '../../../src/engine/errors.ts';
import { openApexOrg } from './apex-org.ts';

const xml = (type: string, rest: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${type} xmlns="http://soap.sforce.com/2006/04/metadata">${rest}</${type}>`;
const opens = (name: string, enabled = true): string =>
  `<classAccesses><apexClass>${name}</apexClass><enabled>${String(enabled)}</enabled></classAccesses>`;
const NEEDS_NO_LICENSE = '<hasActivationRequired>false</hasActivationRequired>';

const org = openApexOrg(
  {
    Counter: `public with sharing class Counter {
      @AuraEnabled(cacheable=true) public static String hello() { return Inner.answer(); }
    }`,
    Inner: `public with sharing class Inner {
      @AuraEnabled(cacheable=true) public static String answer() { return 'hello'; }
    }`,
    Door: `@RestResource(urlMapping='/door/*')
    global with sharing class Door {
      @HttpGet global static String knock() { return 'open'; }
    }`,
  },
  {
    'permissionsets/Callers.permissionset-meta.xml': xml(
      'PermissionSet',
      `${opens('Counter')}${opens('Door')}${NEEDS_NO_LICENSE}<label>Callers</label>`,
    ),
    'permissionsets/Closed.permissionset-meta.xml': xml(
      'PermissionSet',
      `${opens('Counter', false)}${NEEDS_NO_LICENSE}<label>Closed</label>`,
    ),
    'permissionsets/Authors.permissionset-meta.xml': xml(
      'PermissionSet',
      `${NEEDS_NO_LICENSE}<label>Authors</label>` +
        ['AuthorApex', 'ViewSetup']
          .map((name) => `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`)
          .join(''),
    ),
    'permissionsetgroups/Desk.permissionsetgroup-meta.xml': xml(
      'PermissionSetGroup',
      '<label>Desk</label><permissionSets>Callers</permissionSets>',
    ),
    'profiles/Desk Profile.profile-meta.xml': xml(
      'Profile',
      `${opens('Counter')}<custom>true</custom><userLicense>Salesforce</userLicense>`,
    ),
  },
);
after(() => org.close());
const { apex, inTransaction } = org;

const aura = (username: string, className: string, method: string): unknown =>
  inTransaction(
    (scope) => apex.invokeAuraMethod({ className, method, params: {}, cacheableOnly: false }, scope),
    username,
  );
const rest = (username: string): number =>
  inTransaction(
    (scope) =>
      apex.invokeRest(
        { method: 'GET', path: '/door/1', parameters: [], headers: [], body: new Uint8Array(), remoteAddress: '::1' },
        scope,
      ),
    username,
  ).status;
const refusedToPages = (name: string) => (error: unknown) =>
  error instanceof AuraError && error.body.message === `You do not have access to the Apex class named '${name}'.`;

/** Makes a user; `given` is the permission set or group that the user gets. */
function addUser(name: string, given: string | null, profile = 'Read Only'): string {
  const username = `${name}@example.com`;
  const run = (source: string): void => {
    const result = inTransaction((scope) => apex.executeAnonymous(source, scope));
    assert.ok(result.success, result.compileProblem ?? result.exceptionMessage ?? '');
  };
  run(
    `insert new User(Username = '${username}', LastName = '${name}', Email = '${username}', Alias = '${name}', TimeZoneSidKey = 'Europe/Berlin', LocaleSidKey = 'en_US', EmailEncodingKey = 'UTF-8', LanguageLocaleKey = 'en_US', ProfileId = [SELECT Id FROM Profile WHERE Name = '${profile}' WITH SYSTEM_MODE].Id);`,
  );
  if (given === null) return username;
  const group = given === 'Desk';
  run(
    `insert new PermissionSetAssignment(AssigneeId = [SELECT Id FROM User WHERE Username = '${username}'].Id, ${
      group
        ? `PermissionSetGroupId = [SELECT Id FROM PermissionSetGroup WHERE DeveloperName = '${given}'].Id`
        : `PermissionSetId = [SELECT Id FROM PermissionSet WHERE Name = '${given}'].Id`
    });`,
  );
  return username;
}

describe('a class is called from outside', () => {
  it('not by a user to whom no profile and no permission set gives it', () => {
    const nobody = addUser('nobody', null);
    assert.throws(() => aura(nobody, 'Counter', 'hello'), refusedToPages('Counter'));
    assert.throws(() => aura(nobody, 'cOUNTER', 'hello'), refusedToPages('Counter'));
    assert.throws(
      () => rest(nobody),
      (error) =>
        error instanceof OrgError &&
        error.code === 'FORBIDDEN' &&
        error.message === 'You do not have access to the Apex class named: Door',
    );
  });
  it('by permission set, and what that class calls needs no access of its own', () => {
    const caller = addUser('caller', 'Callers');
    assert.equal(aura(caller, 'Counter', 'hello'), 'hello');
    assert.equal(aura(caller, 'counter', 'hello'), 'hello');
    assert.equal(rest(caller), 200);
    assert.throws(() => aura(caller, 'Inner', 'answer'), refusedToPages('Inner'));
  });
  it('by a group of permission sets, and by profile', () => {
    assert.equal(aura(addUser('grouped', 'Desk'), 'Counter', 'hello'), 'hello');
    const clerk = addUser('clerk', null, 'Desk Profile');
    assert.equal(aura(clerk, 'Counter', 'hello'), 'hello');
    assert.throws(() => rest(clerk), /Door/);
  });
  it('not by a permission set that names it and says no', () => {
    assert.throws(() => aura(addUser('closed', 'Closed'), 'Counter', 'hello'), refusedToPages('Counter'));
  });
  it('by who may author Apex, as administrators may', () => {
    const author = addUser('author', 'Authors');
    assert.equal(aura(author, 'Inner', 'answer'), 'hello');
    assert.equal(rest(author), 200);
    assert.equal(aura('admin@example.com', 'Inner', 'answer'), 'hello');
  });
});
