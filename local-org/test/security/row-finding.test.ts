// However a statement finds the rows a user may see, they are the same rows.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RowsWanted } from '../../src/engine/ports.ts';
import { mayBeOfType } from '../../src/security/condition-forms.ts';
import { typeKey } from '../../src/store/index.ts';
import { scopeOf } from '../soql/sample-org.ts';
import { AgencyOrg } from './agency-org.ts';

const OBJECTS = ['Account', 'Opportunity', 'Case', 'Contact', 'Application__c'] as const;
const seed = Number(process.env['ROW_FINDING_SEED'] ?? 20261122);

/** A step of an organisation's life; numbers are taken modulo what there is. */
interface Step {
  readonly kind:
    'account' | 'child' | 'share' | 'childShare' | 'team' | 'hand over' | 'move' | 'late share' | 'other type';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const number = fc.nat(1000);
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(
      'account',
      'child',
      'share',
      'childShare',
      'team',
      'hand over',
      'move',
      'late share',
      'other type',
    ),
    a: number,
    b: number,
    c: number,
  }),
  { minLength: 60, maxLength: 90 },
);

/** Record types of accounts; some accounts have none. */
const TYPES = ['012UP0000000001AAA', '012UP0000000002AAA'] as const;

class Life {
  readonly org = new AgencyOrg();
  readonly #accounts: string[] = [];
  readonly #children: (readonly [object: 'Opportunity' | 'Case', id: string])[] = [];
  readonly #people: readonly string[];
  readonly #grantees: readonly string[];

  constructor() {
    const ids = (sql: string): readonly string[] => this.org.store.all(sql).map((row) => String(row['Id']));
    this.#people = ids('SELECT Id FROM "User" WHERE IsActive = 1 AND UserType <> \'Guest\' ORDER BY Id');
    this.#grantees = [...this.#people, ...ids('SELECT Id FROM "Group" ORDER BY Id')];
    for (let index = 0; index < 6; index += 1) this.take({ kind: 'account', a: index, b: 0, c: 0 });
    this.take({ kind: 'child', a: 0, b: 0, c: 0 });
  }

  get people(): readonly string[] {
    return this.#people;
  }

  take({ kind, a, b, c }: Step): void {
    const { org } = this;
    const of = <T>(list: readonly T[], place: number): T => {
      const found = list[place % list.length];
      if (found === undefined) throw new Error('nothing to take');
      return found;
    };
    const [object, child] = this.#children.length > 0 ? of(this.#children, a) : (['Case', ''] as const);
    switch (kind) {
      case 'account':
        this.#accounts.push(
          org.insert('Account', {
            Name: `Account ${a}`,
            OwnerId: of(this.#people, a),
            RecordTypeId: of([...TYPES, null], b),
            IsDeleted: false,
          }),
        );
        return;
      case 'other type':
        org.update('Account', of(this.#accounts, a), { RecordTypeId: of(TYPES, b) });
        return;
      case 'child': {
        const made = c % 2 === 0 ? 'Opportunity' : 'Case';
        const values = { OwnerId: of(this.#people, b), AccountId: of(this.#accounts, a), IsDeleted: false };
        this.#children.push([made, org.insert(made, values)]);
        return;
      }
      case 'share':
        this.#share('Account', of(this.#accounts, a), of(this.#grantees, b), c);
        return;
      case 'childShare':
        this.#share(object, child, of(this.#grantees, b), c);
        return;
      case 'team':
        if (object === 'Opportunity')
          org.insert('OpportunityTeamMember', {
            OpportunityId: child,
            UserId: of(this.#people, b),
            OpportunityAccessLevel: c % 2 === 0 ? 'Read' : 'Edit',
          });
        return;
      case 'hand over':
        org.update(object, child, { OwnerId: of(this.#people, b) });
        return;
      case 'move':
        org.update(object, child, { AccountId: of(this.#accounts, b) });
        return;
      case 'late share': {
        // As a load in another order does: the share is there before its record.
        const id = `001UP0zzzzz${String(1000 + this.#accounts.length)}AAA`;
        this.#share('Account', id, of(this.#grantees, b), c);
        org.store.run(
          'INSERT INTO "Account" (Id, Name, OwnerId, IsDeleted) VALUES (?, ?, ?, 0)',
          id,
          'Late',
          of(this.#people, a),
        );
        this.#accounts.push(id);
      }
    }
  }

  #share(object: string, id: string, grantee: string, level: number): void {
    this.org.insert(`${object}Share`, {
      [`${object}Id`]: id,
      UserOrGroupId: grantee,
      [`${object}AccessLevel`]: level % 2 === 0 ? 'Read' : 'Edit',
      RowCause: 'Manual',
      IsDeleted: false,
      ...(object === 'Account' && {
        CaseAccessLevel: 'None',
        OpportunityAccessLevel: level % 3 === 0 ? 'Read' : 'None',
      }),
    });
  }
}

describe('finding the rows a user may see', () => {
  it(`gives the same rows by probing each, by walking and from sets (ROW_FINDING_SEED=${seed})`, (test) => {
    let cells = 0;
    let seen = 0;
    fc.assert(
      fc.property(steps, (list) => {
        const life = new Life();
        for (const step of list) life.take(step);
        const { security, store } = life.org;
        for (const id of life.people) {
          const user = security.userContext(id);
          for (const object of OBJECTS) {
            for (const level of ['read', 'edit'] as const) {
              const rows = (wanted: RowsWanted, type?: string): readonly string[] => {
                const condition = security.sharingCondition(user, object, 't', level, wanted, type);
                const ofType = type === undefined ? '1' : `t."RecordTypeId" = '${type}'`;
                const sql = `SELECT t."Id" AS id FROM "${object}" t WHERE ${ofType} AND ${condition?.sql ?? '1'} ORDER BY t."Id"`;
                return store.all(sql, ...(condition?.params ?? [])).map((row) => String(row['id']));
              };
              const probed = rows('few');
              assert.deepEqual(rows('page'), probed, `${user.name} ${level}s ${object}: a page`);
              assert.deepEqual(rows('all'), probed, `${user.name} ${level}s ${object}: all`);
              for (const type of object === 'Account' ? TYPES : [])
                assert.deepEqual(rows('page', type), rows('few', type), `${user.name} ${level}s ${object}: one type`);
              cells += 1;
              seen += probed.length;
            }
          }
        }
        life.org.store.close();
      }),
      { numRuns: Number(process.env['ROW_FINDING_RUNS'] ?? 3), seed, endOnFailure: true },
    );
    test.diagnostic(`${cells} cells, ${seen} rows seen; seed ${seed}`);
    assert.ok(seen > cells);
  });

  it('knows without asking any record that nothing of a record type was ever given to a user', () => {
    const { org, people } = new Life();
    const account = org.schema.object('Account');
    assert.ok(account);
    const [owner = '', other = ''] = people;
    const [owned, strange] = TYPES;
    // Nobody has anything of the second type, whatever the first accounts were.
    org.store.exec(
      `UPDATE "Account" SET "RecordTypeId" = NULL; DELETE FROM _type_owners; UPDATE _type_reach SET reach = 0`,
    );
    const made = org.insert('Account', { Name: 'Mill', OwnerId: owner, RecordTypeId: owned, IsDeleted: false });
    const mayBe = (id: string, type: string): unknown => {
      const { sql, params } = mayBeOfType(org.security.userContext(id), account, type);
      return org.store.get(`SELECT ${sql} AS may`, ...params)?.['may'];
    };
    assert.equal(mayBe(owner, owned), 1, 'the owner');
    assert.equal(mayBe(owner, strange), 0, 'the owner, another type');
    const stranger = people.find((id) => mayBe(id, owned) === 0) ?? other;
    assert.equal(mayBe(stranger, owned), 0, 'a stranger');
    org.insert('AccountShare', {
      AccountId: made,
      UserOrGroupId: stranger,
      AccountAccessLevel: 'Read',
      RowCause: 'Manual',
      IsDeleted: false,
    });
    assert.equal(mayBe(stranger, owned), 1, 'once shared');
    org.update('Account', made, { RecordTypeId: strange });
    assert.equal(mayBe(stranger, strange), 1, 'of the type the account has now');
    assert.equal(mayBe(owner, strange), 1, 'its owner too');
  });

  it('pages through the records of one type in the order of names along an index of its own', () => {
    const { org, people } = new Life();
    const typeId = org.insert('RecordType', { DeveloperName: 'Agency', SobjectType: 'Account', Name: 'Agency' });
    for (let index = 0; index < 120; index += 1) {
      const RecordTypeId = index % 3 === 0 ? typeId : TYPES[1];
      const Name = index % 40 === 0 ? null : `Mill ${(index * 7) % 120}`;
      org.insert('Account', { Name, OwnerId: people[index % 2] ?? '', RecordTypeId, IsDeleted: false });
    }
    for (const id of people.slice(0, 3)) {
      const user = org.security.userContext(id);
      const names = (tail: string): readonly unknown[] => {
        const soql = `SELECT Id FROM Account WHERE RecordType.DeveloperName = 'agency' ORDER BY Name ${tail}`;
        const access = { user, crud: false, fls: false, sharing: true };
        return org.queries.query(soql, {}, scopeOf(access)).records.map((record) => record.values['Id']);
      };
      for (const order of ['ASC NULLS LAST', 'DESC NULLS FIRST', 'DESC', 'ASC']) {
        const all = names(order);
        const paged = [0, 15, 30, 45].flatMap((offset) => names(`${order} LIMIT 15 OFFSET ${offset}`));
        assert.deepEqual(paged, all.slice(0, 60), `${user.name}: ${order}`);
      }
    }
    const plan = org.store.all(
      `EXPLAIN QUERY PLAN SELECT * FROM "Account" t WHERE ${typeKey('t')} = 'x' ORDER BY t."Name" LIMIT 1`,
    );
    assert.match(String(plan[0]?.['detail']), /^SEARCH t USING INDEX Account\.Name\.typed/);
  });

  it('walks where much is visible and takes sets where little is', () => {
    const { org, people } = new Life();
    const [wide = '', narrow = ''] = people;
    for (let index = 0; index < 200; index += 1)
      org.insert('Account', { Name: `Account ${index}`, OwnerId: wide, IsDeleted: false });
    const ask = (id: string): string =>
      org.security.sharingCondition(org.security.userContext(id), 'Account', 't', 'read', 'page')?.sql ?? '';
    assert.match(ask(wide), /t\._Reach & /);
    assert.match(ask(narrow), /t\."Id" IN \(SELECT v\."Id"/);
  });
});
