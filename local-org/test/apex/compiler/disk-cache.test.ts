/** What the compiler keeps on disk: syntax trees and emitted units, believed only when they are whole and of this compiler. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { compileSources } from '../../../src/apex/compiler/compile.ts';
import { readCached, writeCached } from '../../../src/apex/compiler/disk-cache.ts';
import { ParseCache } from '../../../src/apex/compiler/parse-cache.ts';
import { parseClass, type Parsed } from '../../../src/apex/compiler/parse.ts';
import type { TypeDeclaration } from '../../../src/apex/compiler/ast.ts';
import { thinOut } from '../../../src/apex/compiler/sealed-file.ts';
import { source, standardSchema } from './harness.ts';

const root = mkdtempSync(join(tmpdir(), 'apex-cache-'));
after(() => {
  rmSync(root, { recursive: true });
});

const shape =
  'public abstract class Shape { protected abstract Integer area(); @TestVisible private static Long n = 5L; }';
const square =
  "public class Square extends Shape { protected override Integer area() { for (Account a : [SELECT Id FROM Account WHERE Name = 'x']) { return 1; } return 2; } }";

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

/** A fresh process's look at the cache: the tree, and whether it had to parse. */
function load(text: string): { readonly parsed: Parsed<TypeDeclaration>; readonly parses: number } {
  let parses = 0;
  const parsed = new ParseCache(folder).class(text, () => {
    parses += 1;
    return parseClass('Shape.cls', text);
  });
  return { parsed, parses };
}

const treeFiles = (): readonly string[] =>
  readdirSync(join(folder, 'trees')).map((name) => join(folder, 'trees', name));

function onlyTree(): string {
  const [file, ...more] = treeFiles();
  assert.ok(file !== undefined && more.length === 0);
  return file;
}

describe('syntax trees on disk', () => {
  it('spare the next process parsing, and are what parsing gives', () => {
    const first = load(shape);
    const second = load(shape);
    assert.deepEqual([first.parses, second.parses], [1, 0]);
    assert.deepEqual(second.parsed, parseClass('Shape.cls', shape));
  });

  it('belong to one text: a changed class is parsed, its neighbours are not', () => {
    load(shape);
    assert.equal(load(`${shape} `).parses, 1);
    assert.equal(load(shape).parses, 0);
  });

  it('compile to the same code as fresh ones', () => {
    const options = { schema: standardSchema, hasLabel: () => false, hasPage: () => false };
    const sources = [source('Shape', shape), source('Square', square)];
    const fresh = compileSources(sources, options);
    compileSources(sources, options, new ParseCache(folder));
    assert.equal(treeFiles().length, 2);
    const kept = compileSources(sources, options, new ParseCache(folder));
    assert.deepEqual(fresh.problems, []);
    assert.deepEqual(kept, fresh);
  });

  it('are made again when they are cut short, altered or another class’s', () => {
    load(shape);
    const file = onlyTree();
    const whole = readFileSync(file);

    truncateSync(file, whole.length - 10);
    assert.equal(load(shape).parses, 1);
    assert.deepEqual(readFileSync(file), whole);

    const altered = Buffer.from(whole);
    altered[whole.length - 5] = (altered[whole.length - 5] ?? 0) ^ 1;
    writeFileSync(file, altered);
    assert.equal(load(shape).parses, 1);

    writeFileSync(file, '');
    assert.equal(load(shape).parses, 1);

    load(square);
    const other = treeFiles().find((name) => name !== file);
    assert.ok(other !== undefined);
    copyFileSync(other, file);
    const found = load(shape);
    assert.equal(found.parses, 1);
    assert.deepEqual(found.parsed, parseClass('Shape.cls', shape));
  });

  it('are not kept of texts with syntax errors', () => {
    assert.ok('problems' in load('public class {').parsed);
    assert.equal(load('public class {').parses, 1);
  });
});

describe('emitted units on disk', () => {
  const key = { version: 1, traced: false, schema: 'schema', sources: [source('Shape', shape)] };

  it('are found under their sources, and not believed when altered', () => {
    const { units } = compileSources(key.sources, {
      schema: standardSchema,
      hasLabel: () => false,
      hasPage: () => false,
    });
    assert.equal(readCached(folder, key), undefined);
    writeCached(folder, key, units);
    assert.deepEqual(readCached(folder, key), units);
    assert.equal(readCached(folder, { ...key, schema: 'another' }), undefined);
    assert.equal(readCached(folder, { ...key, traced: true }), undefined);

    const [name] = readdirSync(join(folder, 'units'));
    const file = join(folder, 'units', name ?? '');
    writeFileSync(file, readFileSync(file, 'latin1').replace('use strict', 'use lenient'), 'latin1');
    assert.equal(readCached(folder, key), undefined);
  });
});

describe('a cache folder', () => {
  it('loses its older half when it has become too full', () => {
    for (let n = 0; n < 6; n++) {
      writeFileSync(join(folder, String(n)), '');
      utimesSync(join(folder, String(n)), n + 1, n + 1);
    }
    thinOut(folder, 6);
    assert.equal(readdirSync(folder).length, 6);
    thinOut(folder, 5);
    assert.deepEqual(readdirSync(folder).sort(), ['4', '5']);
  });
});
