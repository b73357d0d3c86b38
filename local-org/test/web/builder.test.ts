import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BuildFailure, composeBuild } from '../../src/web-build/index.ts';
import type { WebMetadata, WebState } from '../../src/web-build/index.ts';
import { component, fixtureMetadata } from './fixture-metadata.ts';

const OPTIONS = { apiVersion: '67.0' };
/** Kept between runs: compiling the base components takes five seconds, and the cache is part of what is tested. */
const cache = fileURLToPath(new URL('../../../.cache/web-test', import.meta.url));

const build = (metadata: WebMetadata): Promise<WebState> =>
  composeBuild(metadata, { ...OPTIONS, cacheDirectory: cache });

/** The fixture with one more component. */
function withComponent(html: string, js: string, name = 'newCard'): WebMetadata {
  const bundles = fixtureMetadata().list('LightningComponentBundle');
  return fixtureMetadata({ LightningComponentBundle: [...bundles, component(name, html, js)] }, 2);
}

async function problemsOf(metadata: WebMetadata): Promise<readonly string[]> {
  try {
    await build(metadata);
  } catch (cause) {
    assert.ok(cause instanceof BuildFailure, String(cause));
    return cause.problems;
  }
  assert.fail('the build succeeded');
}

const script = (imports: string): string =>
  `import { LightningElement } from 'lwc'; ${imports} export default class NewCard extends LightningElement {}`;

const REFUSALS = [
  ['an unknown module', `import x from 'c/nothing'; x;`, /no module named c\/nothing/],
  ['an unknown base component module', `import x from 'lightning/nothing'; x;`, /no module named lightning\/nothing/],
  [
    'an unknown Apex class',
    `import x from '@salesforce/apex/Nobody.run'; x;`,
    /Unable to find Apex action class referenced as 'Nobody'/,
  ],
  [
    'an Apex method that is not exposed',
    `import x from '@salesforce/apex/MeterController.secret'; x;`,
    /Unable to find Apex action method referenced as 'MeterController\.secret'/,
  ],
  [
    'an unknown field',
    `import x from '@salesforce/schema/Meter__c.Colour__c'; x;`,
    /Invalid reference Meter__c\.Colour__c of type sobjectField/,
  ],
  [
    'an unknown object',
    `import x from '@salesforce/schema/Gauge__c'; x;`,
    /Invalid reference Gauge__c of type sobjectType/,
  ],
  ['an unknown label', `import x from '@salesforce/label/c.Nowhere'; x;`, /Invalid reference c\.Nowhere of type label/],
  [
    'an unknown static resource',
    `import x from '@salesforce/resourceUrl/logo'; x;`,
    /Invalid reference logo of type resourceUrl/,
  ],
  [
    'an unknown message channel',
    `import x from '@salesforce/messageChannel/Gone__c'; x;`,
    /Invalid reference Gone__c of type messageChannel/,
  ],
  [
    'an unknown custom permission',
    `import x from '@salesforce/customPermission/Fly'; x;`,
    /Invalid reference Fly of type customPermission/,
  ],
  [
    'a platform module that is not supported',
    `import x from 'lightning/graphql'; x;`,
    /the local org does not support lightning\/graphql/,
  ],
  ['a missing file beside the component', `import x from './helper'; x;`, /No file \.\/helper beside/],
] as const;

describe('the browser build', () => {
  let fixture: WebState;
  before(async () => {
    fixture = await build(fixtureMetadata());
  });

  it('takes every module from the cache when nothing changed', async () => {
    const { bundle } = await build(fixtureMetadata());
    assert.ok(bundle.statistics.modules > 500, 'base components are part of the build');
    assert.equal(bundle.statistics.cached, bundle.statistics.modules);
  });

  it('compiles only the edited file again, and gives the changed build an address of its own', async () => {
    // Texts nobody compiled before: the cache outlives the test run.
    const first = await build(withComponent(`<template>${randomUUID()}</template>`, script('')));
    const second = await build(withComponent(`<template>${randomUUID()}</template>`, script('')));
    assert.equal(second.bundle.statistics.modules - second.bundle.statistics.cached, 1);
    assert.notEqual(first.bundle.hash, second.bundle.hash);
  });

  it('gives the same address to the same state, so that browsers keep what they have', async () => {
    const again = await build(fixtureMetadata({}, 9));
    assert.equal(again.bundle.hash, fixture.bundle.hash);
  });

  describe('refuses, naming the importing file,', () => {
    let problems: readonly string[] = [];
    before(async () => {
      const bundles = REFUSALS.map(([, imports], index) =>
        component(`card${index}`, '<template></template>', script(imports)),
      );
      const upload = component(
        'upload',
        '<template><lightning-file-upload></lightning-file-upload></template>',
        script(''),
      );
      problems = await problemsOf(
        fixtureMetadata({ LightningComponentBundle: [...bundles, upload], FlexiPage: [], DigitalExperienceConfig: [] }),
      );
    });
    for (const [index, [what, , expected]] of REFUSALS.entries()) {
      it(what, () => {
        const own = problems.filter((problem) => new RegExp(`lwc/card${index}/card${index}\\.js`).test(problem));
        assert.equal(own.length, 1, problems.join('\n'));
        assert.match(own[0] ?? '', expected);
      });
    }
    it('lightning-file-upload in a template', () => {
      assert.match(
        problems.join('\n'),
        /lwc\/upload\/upload\.html: the local org does not support lightning\/fileUpload/,
      );
    });
  });

  it('reports the compiler’s own words for a broken template, and every problem of a build at once', async () => {
    const bundles = fixtureMetadata().list('LightningComponentBundle');
    const problems = await problemsOf(
      fixtureMetadata({
        LightningComponentBundle: [
          ...bundles,
          component('oneCard', '<template><p>{a b}</p></template>', script('')),
          component('twoCard', '<template></template>', script(`import x from 'c/nothing'; x;`)),
        ],
      }),
    );
    assert.match(problems.join('\n'), /lwc\/oneCard\/oneCard\.html: .*LWC\d+/);
    assert.match(problems.join('\n'), /lwc\/twoCard\/twoCard\.js/);
  });

  it('follows parent fields of schema imports through relationships', async () => {
    await build(
      withComponent(
        '<template></template>',
        script(`import x from '@salesforce/schema/Meter__c.Account__r.Phone'; x;`),
      ),
    );
  });
});
