import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGlossary, termsIn } from './glossary.ts';

const names = (english: string): readonly string[] => termsIn(english, readGlossary()).map(({ term }) => term);

test('A longer term hides the shorter ones within it: a contract line is no contract', () => {
  assert.deepEqual(names('Contract Lines'), ['contract line']);
  assert.deepEqual(names('Contract'), ['contract']);
});

test('A term is a whole word: contracted power holds no contract', () => {
  assert.deepEqual(names('Contracted Power (kW)'), ['contracted power']);
  assert.deepEqual(names('Parameters'), []);
});
