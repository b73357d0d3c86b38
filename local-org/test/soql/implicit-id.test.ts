import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withImplicitId } from '../../src/soql/implicit-id.ts';
import { parseSoql } from '../../src/soql/parser.ts';

/** The plain fields of the select list. */
const fieldsOf = (soql: string): readonly string[] =>
  withImplicitId(parseSoql(soql)).select.flatMap((item) =>
    item.kind === 'expression' && item.expression.kind === 'field' ? [item.expression.path.join('.')] : [],
  );

describe('queries of Apex', () => {
  it('give the Id of each record although the text does not name it', () => {
    assert.deepEqual(fieldsOf('SELECT Name FROM Account'), ['Name', 'Id']);
  });

  it('give it once', () => {
    assert.deepEqual(fieldsOf('SELECT id, Name FROM Account'), ['id', 'Name']);
    assert.deepEqual(fieldsOf('SELECT a.Id, a.Name FROM Account a'), ['a.Id', 'a.Name']);
  });

  it('do not take the Id of a parent for it', () => {
    assert.deepEqual(fieldsOf('SELECT Owner.Id FROM Account'), ['Owner.Id', 'Id']);
  });

  it('give it in child queries', () => {
    const [child] = withImplicitId(parseSoql('SELECT (SELECT Name FROM Contacts) FROM Account')).select;
    assert.equal(child?.kind === 'query' && child.query.select.length, 2);
  });

  it('have none where rows are no records', () => {
    assert.deepEqual(fieldsOf('SELECT Name FROM Account GROUP BY Name'), ['Name']);
    assert.deepEqual(fieldsOf('SELECT COUNT(Id) FROM Account'), []);
  });
});
