/** What the formulas of a deployed schema may say, and where the message about a wrong one points. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formulaFaults } from '../../src/formula/index.ts';
import type { FormulaFault } from '../../src/formula/index.ts';
import { parseXml } from '../../src/metadata/index.ts';
import { buildSchema } from '../../src/schema/index.ts';
import type { DefinitionComponent } from '../../src/schema/index.ts';

function faultsOf(...components: readonly DefinitionComponent[]): readonly FormulaFault[] {
  return formulaFaults(buildSchema({ version: 1, components, prefixOf: () => 'a00', currencies: ['EUR'] }));
}

function textFormula(object: string, name: string, formula: string): DefinitionComponent {
  const node = parseXml(
    `<CustomField><fullName>${name}</fullName><label>${name}</label><formula>${formula}</formula><type>Text</type></CustomField>`,
  );
  return { type: 'CustomField', fullName: `${object}.${name}`, node };
}

describe('formulas of a deployed schema', () => {
  it('follow the owner of a record that no queue may own without naming its object', () => {
    for (const object of ['Account', 'Contact', 'Contract'])
      assert.deepEqual(faultsOf(textFormula(object, 'Owner_Name__c', 'Owner.Email')), [], object);
    assert.deepEqual(faultsOf(textFormula('Order', 'Owner_Name__c', 'Owner:User.Email')), []);
  });

  it('must name the object of an owner that may be a queue', () => {
    const [fault] = faultsOf(textFormula('Order', 'Owner_Name__c', 'Owner.Email'));
    assert.equal(fault?.fullName, 'Order.Owner_Name__c');
  });
});
