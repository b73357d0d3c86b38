/** Readers and writers (docs.mulesoft.com/dataweave, "JSON Format", "XML Format", "CSV Format" and their properties). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { written } from './run-script.ts';

/** Reads `text` of one format and writes it in another. */
const converted = (from: string, to: string, text: string, body = 'p'): string =>
  written(`%dw 2.0\ninput p ${from}\noutput ${to}\n---\n${body}`, { p: text });

describe('application/json', () => {
  it('keeps repeated keys and every digit of a number', () => {
    const text = '{"a":1,"a":12345678901234567890.12}';
    assert.equal(converted('application/json', 'application/json indent=false', text), text);
  });

  it('leaves out null where it is told to', () => {
    const text = '{"a":null,"b":[1,null]}';
    assert.equal(converted('json', 'json indent=false, skipNullOn="objects"', text), '{"b":[1,null]}');
    assert.equal(converted('json', 'json indent=false, skipNullOn="arrays"', text), '{"a":null,"b":[1]}');
    assert.equal(converted('json', 'json indent=false, skipNullOn="everywhere"', text), '{"b":[1]}');
  });

  it('joins repeated keys and writes attributes when it is told to', () => {
    assert.equal(converted('json', 'json indent=false, duplicateKeyAsArray=true', '{"a":1,"a":2}'), '{"a":[1,2]}');
    assert.equal(
      converted('xml', 'json indent=false, writeAttributes=true', '<a b="1"><c>2</c></a>'),
      '{"a":{"@b":"1","c":"2"}}',
    );
  });

  it('names line and column of what does not parse, and refuses what is nested too deeply', () => {
    assert.throws(() => converted('json', 'json', '{"a":\n x}'), /Unexpected character 'x' at line: 2 column: 2/);
    assert.throws(() => converted('json', 'json', '['.repeat(100_000)), /nested deeper than 500/);
  });
});

describe('application/xml', () => {
  it('reads elements, attributes, CDATA and entities, and blank elements as null', () => {
    const text = '<?xml version="1.0"?><!-- c --><r><a k="v">1 &lt; &#65;</a><b/><c> </c><d><![CDATA[<x>]]></d></r>';
    assert.equal(
      converted('xml', 'json indent=false', text, '{a: p.r.a, k: p.r.a.@k, b: p.r.b, c: p.r.c, d: p.r.d}'),
      '{"a":"1 < A","k":"v","b":null,"c":null,"d":"<x>"}',
    );
  });

  it('selects by namespace and declares it where it is first used', () => {
    const text = '<r xmlns:h="http://h.example"><h:t>1</h:t><t>2</t></r>';
    const script = (body: string): string =>
      written(
        `%dw 2.0\nns own http://h.example\ninput p application/xml\noutput application/xml writeDeclaration=false, indent=false\n---\n${body}`,
        { p: text },
      );
    assert.equal(script('out: p.r.own#t'), '<out>1</out>');
    assert.equal(
      script('{own#out @(own#a: 1): {b: p.r}}'),
      '<own:out xmlns:own="http://h.example" own:a="1"><b><h:t xmlns:h="http://h.example">1</h:t><t>2</t></b></own:out>',
    );
  });

  it('repeats an element for each member of an array and escapes its text', () => {
    assert.equal(
      converted('json', 'xml', '["<&", null]', 'r: {i: p}'),
      "<?xml version='1.0' encoding='UTF-8'?>\n<r>\n  <i>&lt;&amp;</i>\n  <i/>\n</r>",
    );
  });

  it('knows one root and no entities of a document type', () => {
    assert.throws(() => converted('json', 'xml', '{"a":1,"b":2}'), /second root, <b>/);
    assert.throws(
      () => converted('xml', 'json', '<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>'),
      /the entity &e; is not declared/,
    );
    assert.throws(() => converted('xml', 'json', '<r><a></r>'), /<\/a> is expected at line: 1/);
  });
});

describe('application/csv', () => {
  it('reads quotes, separators and line breaks in quotes, and columns without a header', () => {
    const text = 'a;b\r\n"1;""x""";  "two\nlines"\r\n\r\n3;';
    assert.equal(
      converted('csv separator=";"', 'json indent=false', text),
      '[{"a":"1;\\"x\\"","b":"two\\nlines"},{"a":"3","b":""}]',
    );
    assert.equal(converted('csv header=false', 'json indent=false', '1,2'), '[{"column_0":"1","column_1":"2"}]');
  });

  it('writes a header and quotes only what needs it, or everything', () => {
    const text = '[{"a":1,"b":"x,y"},{"a":null,"b":"z"}]';
    assert.equal(converted('json', 'csv', text), 'a,b\n1,"x,y"\n,z\n');
    assert.equal(converted('json', 'csv header=false, quoteValues=true, separator="|"', text), '"1"|"x,y"\n""|"z"\n');
  });
});

describe('further formats', () => {
  it('are plain text, forms and lines of JSON', () => {
    assert.equal(converted('text/plain', 'text/plain', 'a\nb', 'upper(p)'), 'A\nB');
    assert.equal(
      converted('application/x-www-form-urlencoded', 'json indent=false', 'a=1+2&b=%40'),
      '{"a":"1 2","b":"@"}',
    );
    assert.equal(converted('json', 'application/x-www-form-urlencoded', '{"k 1":"@x","n":null}'), 'k+1=%40x&n');
    assert.equal(converted('ndjson', 'json indent=false', '{"a":1}\n{"a":2}\n'), '[{"a":1},{"a":2}]');
  });

  it('are refused by name, or as unknown where the platform has none', () => {
    assert.throws(
      () => converted('json', 'application/yaml', '1'),
      /does not support DataWeave format application\/yaml/,
    );
    assert.throws(() => converted('json', 'application/xlsx', '1'), /Unknown content type `application\/xlsx`/);
  });
});
