import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseXml, serialiseXml, XmlError } from '../../src/metadata/index.ts';

describe('reading metadata XML', () => {
  it('resolves entities and CDATA, skips comments and declarations, knows every position', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<!-- a field -->\n<A xmlns="x">\n  <formula>a &lt; b &amp;&amp; c &#x20AC;</formula>\n  <text><![CDATA[<b>&amp;</b>]]></text>\n  <empty/>\n</A>\n',
    );
    assert.deepEqual(
      root.children.map((child) => [child.name, child.text, child.line, child.column]),
      [
        ['formula', 'a < b && c €', 4, 3],
        ['text', '<b>&amp;</b>', 5, 3],
        ['empty', '', 6, 3],
      ],
    );
    assert.equal(root.attributes['xmlns'], 'x');
  });

  it('keeps the line breaks of a text', () => {
    assert.equal(parseXml('<A><f>one\n  two </f></A>').children[0]?.text, 'one\n  two ');
  });

  const broken = [
    ['<A><b></A>', 1, /terminated by the matching end-tag "<\/b>"/],
    ['<A>\n<b>x</b>', 2, /<A> is not closed/],
    ['<A/><B/>', 1, /following the root element/],
    ['<A>&nbsp;</A>', 1, /The entity "nbsp" was referenced, but not declared/],
    ['<!DOCTYPE a><a/>', 1, /DOCTYPE is disallowed/],
    ['text', 1, /not allowed in prolog/],
    ['', 1, /Premature end of file/],
    ['<A b="1" b="2"/>', 1, /already specified/],
  ] as const;
  for (const [text, line, message] of broken) {
    it(`refuses ${JSON.stringify(text)} at its line`, () => {
      assert.throws(
        () => parseXml(text),
        (error) => error instanceof XmlError && error.line === line && message.test(error.message),
      );
    });
  }

  it('writes what it read', () => {
    const text = '<A b="&quot;"><c>1 &lt; 2</c><d><e>x</e></d></A>';
    const once = parseXml(serialiseXml(parseXml(text), 'A'));
    assert.deepEqual(
      once.children.map((child) => [child.name, child.text]),
      [
        ['c', '1 < 2'],
        ['d', ''],
      ],
    );
    assert.equal(once.attributes['b'], '"');
  });
});
