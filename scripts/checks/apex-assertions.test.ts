import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkApexAssertions, silentMethods } from './apex-assertions.ts';

it('a test method that asserts nothing is named; one that asserts through a method of its class is not', () => {
  const source = `@IsTest private class T {
    @IsTest static void good() { if (true) { Assert.areEqual(1, 1); } }
    @IsTest static void through() { verify(2); }
    @IsTest static void silent() { String s = 'Assert.isTrue('; // Assert.isTrue(
    }
    static void verify(Integer n) { System.assertEquals(2, n); }
  }`;
  assert.deepEqual(silentMethods(source), ['silent']);
});

it('every test method of force-app asserts', checkApexAssertions);
