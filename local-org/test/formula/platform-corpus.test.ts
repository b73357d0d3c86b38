/**
 * The formula engine against the published corpus of the platform's own engine (github.com/salesforce/formula-engine): run with
 * `FORMULA_SAMPLES=<a checkout>`, skipped without. Differences that are known stand here with their reason; any other fails.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createFormulaEngine } from '../../src/formula/index.ts';
import { FormulaEvaluationError } from '../../src/formula/index.ts';
import type { FieldValue } from '../../src/engine/records.ts';
import { OrgError } from '../../src/engine/errors.ts';
import type { FieldDef } from '../../src/schema/types.ts';
import { openStore, openTransaction } from '../../src/store/index.ts';
import { testUser } from '../dml/org.ts';
import { field, object, schemaOf } from '../dml/schema-fixture.ts';
import { readCorpus } from './platform-corpus.ts';
import type { CorpusFormula } from './platform-corpus.ts';

const folder = process.env['FORMULA_SAMPLES'];

/** Why some trials of a formula differ. */
const known: Readonly<Record<string, string>> = {
  testAbsUsesMOD: 'more than the 15 digits of a double',
  testExpUsesMOD: 'more than the 15 digits of a double',
  testLNUsesMOD: 'more than the 15 digits of a double',
  testModSwapTypes: 'more than the 15 digits of a double',
  testModUsesExpCeil: 'more than the 15 digits of a double',
  testCeilUsesPlus: 'more than the 15 digits of a double',
  testFloorUsesMinus: 'more than the 15 digits of a double',
  testBigDivideWithFunc: 'the published engine has no power with a fraction, the platform has',
  testExponentiationOperator: 'the published engine has no power with a fraction, the platform has',
  testChr: 'the character 0',
  testDATEVALUEWithString: 'the years before 1700, which no date field holds',
  testIfANDFunc: 'an input that is no date',
  testIfORFunc: 'an input that is no date',
  testInitCap: 'Turkish letters',
  testLowerLocale: 'the second argument, a language',
  testUpperLocale: 'the second argument, a language',
};

describe('formulas of the published corpus', { skip: folder === undefined }, () => {
  const store = openStore(':memory:');
  const user = { ...testUser, timeZone: 'GMT' };
  const scope = {
    transaction: openTransaction(store, user, 0),
    access: { user, crud: false, fls: false, sharing: false },
  };
  const counts = { same: 0, different: 0, refused: 0 };
  after(() =>
    console.log(
      `# ${counts.same} trials agree, ${counts.different} known differences, ${counts.refused} formulas refused`,
    ),
  );

  for (const formula of folder === undefined ? [] : readCorpus(folder)) {
    it(`${formula.name}: ${formula.formula}`, () => {
      const differences = (['BlankAsZero', 'BlankAsBlank'] as const).flatMap((blanks) => tried(formula, blanks));
      if (known[formula.name] === undefined) assert.deepEqual(differences, []);
      counts.different += differences.length;
    });
  }

  function tried(given: CorpusFormula, blanks: 'BlankAsZero' | 'BlankAsBlank'): readonly string[] {
    const formulas = given.fields.map((each): FieldDef =>
      each.formula === undefined ? each : { ...each, formulaTreatBlanksAs: blanks },
    );
    const result = field('Result__c', given.type, { formula: given.formula, formulaTreatBlanksAs: blanks });
    const schema = schemaOf([object({ name: 'Sample__c', keyPrefix: 'a0S', fields: [...formulas, result] })]);
    const engine = createFormulaEngine({
      store,
      clock: { now: () => Date.UTC(2005, 0, 1) },
      schema: () => schema,
      security: { hasPermission: () => false },
    });
    try {
      engine.checkAs('Sample__c', given.formula, { kind: 'field', field: result });
    } catch (cause) {
      // Functions and types that are refused by name are counted, not compared.
      if (!(cause instanceof OrgError)) throw cause;
      counts.refused += 1;
      return [];
    }
    return given.trials.flatMap((trial) => {
      const expected = (blanks === 'BlankAsZero' ? trial.blankAsZero : trial.blankAsBlank) ?? null;
      const value = valueOf(() =>
        engine.fieldValue('Sample__c', 'Result__c', { type: 'Sample__c', values: { ...trial.values } }, scope),
      );
      if (same(value, expected)) {
        counts.same += 1;
        return [];
      }
      return [`${blanks} [${trial.given}]: expected ${String(expected)}, got ${String(value)}`];
    });
  }
});

/** An error of evaluation shows as an empty field, as in the corpus. */
function valueOf(work: () => FieldValue): FieldValue {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FormulaEvaluationError) return null;
    throw cause;
  }
}

function same(value: FieldValue, expected: FieldValue): boolean {
  if (typeof value === 'number' && typeof expected === 'number') {
    return Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  }
  return value === expected;
}
