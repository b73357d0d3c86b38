/** Source: Apex Reference, "RegistrationHandler Interface", its example implementation and test; "UserData Class". */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());

describe('Auth.RegistrationHandler', () => {
  it('is implemented by a class that makes and updates a user from Auth.UserData', () => {
    org.deploy({
      Registration: `public class Registration implements Auth.RegistrationHandler {
        public User createUser(Id portalId, Auth.UserData data) {
          return new User(Username = data.username, LastName = data.lastName, Email = data.email,
            Alias = data.attributeMap.get('alias'));
        }
        public void updateUser(Id userId, Id portalId, Auth.UserData data) {
          data.attributeMap.put('seen', userId);
        }
      }`,
    });
    const lines = org.run(`
      Auth.UserData data = new Auth.UserData('testId', 'testFirst', 'testLast', 'testFirst testLast', 'a@b.example', null,
        'testuserlong', 'en_US', 'facebook', null, new Map<String, String>{ 'alias' => 'tl' });
      Auth.RegistrationHandler handler = new Registration();
      User made = handler.createUser(null, data);
      System.debug(made.Username + '|' + made.LastName + '|' + made.Email + '|' + made.Alias);
      handler.updateUser(UserInfo.getUserId(), null, data);
      System.debug(data.attributeMap.get('seen') == UserInfo.getUserId());
      System.debug(data.identifier + '|' + data.fullName + '|' + data.locale + '|' + data.provider + '|' + data.link + '|' + data.siteLoginUrl);`);
    assert.deepEqual(lines, [
      'testuserlong|testLast|a@b.example|tl',
      'true',
      'testId|testFirst testLast|en_US|facebook|null|null',
    ]);
  });

  it('is refused for a class that lacks one of its methods', () => {
    assert.throws(
      () =>
        org.deploy({
          Half: `public class Half implements Auth.RegistrationHandler {
        public User createUser(Id portalId, Auth.UserData data) { return null; } }`,
        }),
      /Class Half must implement the method: .*updateUser/,
    );
  });
});
