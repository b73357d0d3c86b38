// How a source tree is sorted into components. Compared with the source-deploy-retrieve library of the sf CLI over 44 public projects; each
// case here is a difference that showed up there.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { forceIgnore, type MetadataSet } from '../../src/metadata/index.ts';
import { project, XMLNS } from './source-files.ts';

const CLASS = `<ApexClass ${XMLNS}><apiVersion>67.0</apiVersion></ApexClass>`;
const TRIGGER = `<ApexTrigger ${XMLNS}><apiVersion>67.0</apiVersion></ApexTrigger>`;
const BUNDLE = `<LightningComponentBundle ${XMLNS}><apiVersion>67.0</apiVersion></LightningComponentBundle>`;

function names(set: MetadataSet): readonly string[] {
  return set.components.map(({ type, fullName }) => `${type} ${fullName}`).sort();
}

describe('a source tree', () => {
  it('knows code by its suffix, whatever its folder is called', () => {
    const set = project({
      'main/classes/reports/Totals.cls': 'public class Totals {}',
      'main/classes/reports/Totals.cls-meta.xml': CLASS,
      'main/classes/OnMeter.trigger': 'trigger OnMeter on Account (before insert) {}',
      'main/classes/OnMeter.trigger-meta.xml': TRIGGER,
      'main/triggers/Runner.cls': 'public class Runner {}',
      'main/triggers/Runner.cls-meta.xml': CLASS,
    });
    assert.deepEqual(set.readProblems, []);
    assert.deepEqual(names(set), ['ApexClass Runner', 'ApexClass Totals', 'ApexTrigger OnMeter']);
  });

  it('still refuses an Aura bundle as such, though its application has the suffix of an app', () => {
    const set = project({
      'main/aura/Door/Door.app': '<aura:application/>',
      'main/aura/Door/Door.app-meta.xml': `<AuraDefinitionBundle ${XMLNS}/>`,
    });
    assert.deepEqual(names(set), []);
    assert.deepEqual(
      set.readProblems.map(({ componentType, fullName }) => `${componentType} ${fullName}`),
      ['AuraDefinitionBundle Door', 'AuraDefinitionBundle Door'],
    );
  });

  it('takes notes beside the metadata for notes', () => {
    const set = project({ 'main/README.md': '# Notes', 'main/core/README.md': '# More' });
    assert.deepEqual([names(set), set.readProblems], [[], []]);
  });

  it('takes the one meta file of a bundle, also when it is misspelt', () => {
    const set = project({ 'lwc/card/card.js': 'export const a = 1;', 'lwc/card/crad.js-meta.xml': BUNDLE });
    assert.notEqual(set.components[0]?.xmlText, null);
  });

  it('says where the second file of the same component lies', () => {
    const set = project({
      'one/lwc/card/card.js': 'export const a = 1;',
      'one/lwc/card/card.js-meta.xml': BUNDLE,
      'two/lwc/card/card.js': 'export const a = 2;',
    });
    assert.deepEqual(
      set.readProblems.map(({ file, message }) => `${file}: ${message}`),
      ['force-app/two/lwc/card/card.js: Duplicate name: card is defined in two files'],
    );
  });

  it('splits a merged translation into the object and its fields', () => {
    const set = project({
      'objectTranslations/Account-de.objectTranslation': `<CustomObjectTranslation ${XMLNS}><caseValues><plural>false</plural><value>Kunde</value></caseValues><fields><label>Kundennummer</label><name>Number__c</name></fields></CustomObjectTranslation>`,
    });
    assert.deepEqual(names(set), ['CustomFieldTranslation Account-de.Number__c', 'CustomObjectTranslation Account-de']);
  });

  it('is kept out of by a .forceignore in upper or lower case alike', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ignore-'));
    try {
      writeFileSync(join(folder, '.forceignore'), '**settings\n**/README.md\n');
      const ignored = forceIgnore(folder);
      assert.equal(ignored('force-app/main/remoteSiteSettings/Bank.remoteSite-meta.xml'), true);
      assert.equal(ignored('force-app/main/readme.MD'), true);
      assert.equal(ignored('force-app/main/classes/A.cls'), false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
