import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  runApexTests,
  toJunit,
  toRunTestsResult,
  type TestResult,
  type TestRun,
} from '../../../src/apex/testing/index.ts';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());

const all = { testLevel: 'RunLocalTests', classes: [] } as const;

org.deploy({
  Counting: `public without sharing class Counting {
    public static Integer touched = 0;
    public static Integer accounts() { touched++; return [SELECT COUNT() FROM Account WITH SYSTEM_MODE]; }
    public static Integer never() {
      return 1;
    }
    @future public static void addLater(String name) { insert as system new Account(Name = name); }
  }`,
  Adder: `public class Adder implements Queueable {
    public String name;
    public Adder(String name) { this.name = name; }
    public void execute(QueueableContext context) { insert as system new Account(Name = name + ' queued'); }
  }`,
  Caller: `public class Caller {
    public static Integer statusOf(String url) {
      HttpRequest request = new HttpRequest();
      request.setEndpoint(url);
      request.setMethod('GET');
      return new Http().send(request).getStatusCode();
    }
  }`,
  RunnerTest: `@IsTest
private class RunnerTest {
  @TestSetup static void two() {
    insert as system new List<Account>{ new Account(Name = 'First'), new Account(Name = 'Second') };
  }
  @IsTest static void seesWhatSetUpMade() { Assert.areEqual(2, Counting.accounts(), 'two of set-up'); }
  @IsTest static void leavesNothingBehind() {
    insert as system new Account(Name = 'Third');
    Assert.areEqual(3, Counting.accounts());
    Assert.areEqual(1, Counting.touched, 'statics are new for each method');
  }
  @IsTest static void stillSeesTwo() {
    Assert.areEqual(2, Counting.accounts());
    Assert.areEqual(1, Counting.touched);
  }
  @IsTest static void runsQueuedWorkAtStopTest() {
    Test.startTest();
    Counting.addLater('future');
    System.enqueueJob(new Adder('job'));
    Assert.areEqual(2, Counting.accounts(), 'not yet');
    Test.stopTest();
    Assert.areEqual(4, Counting.accounts());
  }
  @IsTest static void countsLimitsAnewInTheTest() {
    Integer outside = Counting.accounts();
    Assert.areEqual(1, Limits.getQueries());
    Test.startTest();
    Assert.areEqual(0, Limits.getQueries());
    Test.stopTest();
    Assert.areEqual(1, Limits.getQueries());
  }
  @IsTest static void failsWithTheValues() {
    Assert.areEqual(3, Counting.accounts(), 'expected to fail');
  }
  @IsTest static void throwsToTheOutside() {
    List<Integer> none = new List<Integer>();
    Integer first = none[0];
  }
  @IsTest static void mayNotCallOutWithoutAMock() {
    try {
      Caller.statusOf('https://example.com');
      Assert.fail('no mock');
    } catch (TypeException refused) {
      Assert.isTrue(refused.getMessage().contains('do not support Web service callouts'), refused.getMessage());
    }
  }
  @IsTest static void callsTheMock() {
    Test.setMock(HttpCalloutMock.class, new Teapot());
    Assert.areEqual(418, Caller.statusOf('https://example.com'));
  }
  @IsTest static void callsOutAfterDmlOnlyInTheTest() {
    Test.setMock(HttpCalloutMock.class, new Teapot());
    insert as system new Account(Name = 'pending');
    try {
      Caller.statusOf('https://example.com');
      Assert.fail('work is pending');
    } catch (CalloutException refused) {
      Assert.isTrue(refused.getMessage().startsWith('You have uncommitted work pending'), refused.getMessage());
    }
    Test.startTest();
    Assert.areEqual(418, Caller.statusOf('https://example.com'));
    Test.stopTest();
  }
  @IsTest static void mayNotCatchAFailedAssertion() {
    try {
      Assert.fail('gone');
    } catch (Exception caught) {
      System.debug('never here');
    }
  }
  private class Teapot implements HttpCalloutMock {
    public HttpResponse respond(HttpRequest request) {
      HttpResponse response = new HttpResponse();
      response.setStatusCode(418);
      return response;
    }
  }
}`,
});

describe('The Apex test runner', () => {
  let run: TestRun;
  const result = (method: string): TestResult => {
    const found = run.results.find(({ methodName }) => methodName === method);
    assert.ok(found, `no result of ${method}`);
    return found;
  };
  before(() => {
    run = runApexTests(org.session(), all);
  });

  for (const method of [
    'seesWhatSetUpMade',
    'leavesNothingBehind',
    'stillSeesTwo',
    'runsQueuedWorkAtStopTest',
    'countsLimitsAnewInTheTest',
    'mayNotCallOutWithoutAMock',
    'callsTheMock',
    'callsOutAfterDmlOnlyInTheTest',
  ]) {
    it(`passes a method that ${method.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)}`, () => {
      const { outcome, message, stackTrace } = result(method);
      assert.equal(outcome, 'Pass', `${message ?? ''}\n${stackTrace ?? ''}`);
    });
  }

  it('reports a failed assertion with the platform’s words, its line and the assertions made', () => {
    const failed = result('failsWithTheValues');
    assert.equal(failed.message, 'System.AssertException: Assertion Failed: expected to fail: Expected: 3, Actual: 2');
    assert.equal(failed.exceptionType, 'System.AssertException');
    assert.match(failed.stackTrace ?? '', /^Class\.RunnerTest\.failsWithTheValues: line 33, column 1/);
    assert.equal(failed.assertions, 1);
  });

  it('reports an exception that nobody caught', () => {
    assert.equal(result('throwsToTheOutside').message, 'System.ListException: List index out of bounds: 0');
  });

  it('lets no Apex catch a failed assertion', () => {
    assert.equal(result('mayNotCatchAFailedAssertion').message, 'System.AssertException: Assertion Failed: gone');
  });

  it('measures lines of classes that are no tests', () => {
    assert.deepEqual(
      run.coverage.map(({ name }) => name),
      ['Adder', 'Caller', 'Counting'],
    );
    const counting = run.coverage.find(({ name }) => name === 'Counting');
    assert.ok(counting);
    assert.ok(counting.covered > 0 && counting.covered < counting.total);
    assert.equal(counting.lines.get(5), 0);
  });

  it('reports in the shape of the Tooling API and as JUnit', () => {
    const tooling = toRunTestsResult(run, () => '01p000000000001AAA');
    assert.equal(tooling['numTestsRun'], run.results.length);
    assert.equal(tooling['numFailures'], 3);
    const junit = toJunit(run);
    assert.match(junit, /<testsuite name="RunnerTest" tests="11" failures="3"/);
    assert.match(junit, /<failure message="System.AssertException: Assertion Failed: gone"/);
  });

  it('runs single methods, and refuses names that do not exist', () => {
    const plan = (methods: readonly string[]) =>
      ({ testLevel: 'RunSpecifiedTests', classes: [{ name: 'RunnerTest', methods }] }) as const;
    assert.deepEqual(
      runApexTests(org.session(), plan(['stillSeesTwo'])).results.map(({ methodName }) => methodName),
      ['stillSeesTwo'],
    );
    assert.throws(() => runApexTests(org.session(), plan(['noSuch'])), { code: 'INVALID_INPUT' });
  });
});

describe('Coverage in the Tooling API', () => {
  interface Row {
    readonly TestMethodName: string;
    readonly ApexTestClassId: string;
    readonly NumLinesCovered: number;
    readonly NumLinesUncovered: number;
    readonly ApexClassOrTrigger: { readonly Name: string };
    readonly Coverage: { readonly coveredLines: readonly number[]; readonly uncoveredLines: readonly number[] };
  }
  const coverage = (testClassId: string): readonly Row[] =>
    (
      org.perform('toolingQuery', {
        soql: `SELECT ApexTestClassId, ApexClassOrTrigger.Id, ApexClassOrTrigger.Name, TestMethodName, NumLinesCovered, NumLinesUncovered, Coverage FROM ApexCodeCoverage WHERE ApexTestClassId IN ('${testClassId}')`,
      }) as { readonly records: readonly Row[] }
    ).records;

  it('tells for each test method which lines of which classes it executed, also when it failed', () => {
    const id = String(org.engine.store.get(`SELECT "Id" AS id FROM "ApexClass" WHERE "Name" = 'RunnerTest'`)?.['id']);
    assert.deepEqual(coverage(id), []);
    org.perform('runTestsAsync', { testLevel: 'RunSpecifiedTests', classes: [{ name: 'RunnerTest', methods: null }] });
    const rows = coverage(id);
    const of = (method: string, name: string): Row | undefined =>
      rows.find((row) => row.TestMethodName === method && row.ApexClassOrTrigger.Name === name);
    assert.deepEqual(of('seesWhatSetUpMade', 'Counting')?.Coverage, { coveredLines: [2, 3], uncoveredLines: [5, 7] });
    assert.deepEqual(of('runsQueuedWorkAtStopTest', 'Counting')?.Coverage.coveredLines, [2, 3, 7]);
    assert.equal(of('failsWithTheValues', 'Counting')?.NumLinesCovered, 2);
    assert.equal(of('failsWithTheValues', 'Counting')?.NumLinesUncovered, 2);
    assert.equal(of('callsTheMock', 'Counting'), undefined, 'what a method does not touch has no row');
    assert.ok(of('callsTheMock', 'Caller'));
    assert.ok(rows.every((row) => row.ApexTestClassId === id));

    org.perform('runTestsAsync', {
      testLevel: 'RunSpecifiedTests',
      classes: [{ name: 'RunnerTest', methods: ['callsTheMock'] }],
    });
    assert.deepEqual(
      coverage(id).map((row) => row.TestMethodName),
      ['callsTheMock'],
      'the last run of a class counts',
    );
  });
});
