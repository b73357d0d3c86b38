/** Sources: Apex Reference, "XmlStreamReader Class", "XmlStreamWriter Class"; javax.xml.stream.XMLStreamConstants. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());
const literal = (xml: string): string =>
  `'${xml.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;

describe('XmlStreamReader', () => {
  const XML =
    '<?xml version="1.0"?><m:list xmlns:m="urn:m" xmlns="urn:d" m:id="7" size="2">\n<!--note--><?go fast?><item>A&amp;B<![CDATA[<c>]]></item><empty/></m:list>';

  it('tells one event after the other with its code, name and text', () => {
    const shown = org.run(`XmlStreamReader r = new XmlStreamReader(${literal(XML)});
      System.debug(r.getEventType());
      while (r.hasNext()) {
        Integer code = r.next();
        String what = r.getEventType() + ' ' + code;
        if (r.hasName()) what += ' ' + r.getPrefix() + ':' + r.getLocalName() + ' ' + r.getNamespace();
        if (r.hasText()) what += ' [' + r.getText().trim() + '] ' + r.isWhitespace();
        if (r.getEventType() == XmlTag.PROCESSING_INSTRUCTION) what += ' ' + r.getPITarget() + '=' + r.getPIData();
        System.debug(what);
      }`);
    assert.deepEqual(shown, [
      'START_DOCUMENT',
      'START_ELEMENT 1 m:list urn:m',
      'CHARACTERS 4 [] true',
      'COMMENT 5 [note] false',
      'PROCESSING_INSTRUCTION 3 go=fast',
      'START_ELEMENT 1 null:item urn:d',
      'CHARACTERS 4 [A&B<c>] false',
      'END_ELEMENT 2 null:item urn:d',
      'START_ELEMENT 1 null:empty urn:d',
      'END_ELEMENT 2 null:empty urn:d',
      'END_ELEMENT 2 m:list urn:m',
      'END_DOCUMENT 8',
    ]);
  });

  it('gives attributes and namespaces of a start tag by place and by name', () => {
    const shown = org.run(`XmlStreamReader r = new XmlStreamReader(${literal(XML)});
      r.setNamespaceAware(true);
      r.nextTag();
      System.debug(r.getAttributeCount() + r.getAttributeLocalName(0) + r.getAttributePrefix(0) + r.getAttributeNamespace(0) + r.getAttributeValueAt(0) + r.getAttributeType(0));
      System.debug(r.getAttributeValue('urn:m', 'id') + r.getAttributeValue(null, 'size') + r.getAttributeValue('urn:m', 'size') + r.getAttributeNamespace(1));
      System.debug(r.getNamespaceCount() + r.getNamespacePrefix(0) + r.getNamespaceURIAt(0) + r.getNamespacePrefix(1) + r.getNamespaceURIAt(1));
      r.nextTag();
      System.debug(r.getLocalName() + ' ' + r.getNamespaceURI('m') + ' ' + r.getNamespaceURI('x') + ' ' + r.isStartElement() + r.isEndElement() + r.isCharacters());
      System.debug(r.getAttributeCount() + ' ' + r.getNamespaceCount());`);
    assert.deepEqual(shown, [
      '2idmurn:m7CDATA',
      '72nullnull',
      '2murn:mnullurn:d',
      'item urn:m null truefalsefalse',
      '0 0',
    ]);
  });

  for (const [title, source, message] of [
    ['what is not well-formed, when it gets there', "new XmlStreamReader('<a><b></a>').next();", /Failed to parse XML/],
    ['names where there is none', "new XmlStreamReader('<a/>').getLocalName();", /START_DOCUMENT/],
    [
      'to go on behind the end',
      "XmlStreamReader r = new XmlStreamReader('<a/>'); while (true) { r.next(); }",
      /END_DOCUMENT/,
    ],
    [
      'text where a tag is asked for',
      "XmlStreamReader r = new XmlStreamReader('<a>x</a>'); r.nextTag(); r.nextTag();",
      /expected START/,
    ],
  ] as const)
    it(`refuses ${title}, with System.XmlException`, () => {
      assert.throws(
        () => org.run(source),
        (error: Error) => error.message.startsWith('System.XmlException: ') && message.test(error.message),
      );
    });

  it('refuses names without namespaces and locations by name', () => {
    assert.throws(
      () => org.run("new XmlStreamReader('<a/>').setNamespaceAware(false);"),
      /does not support Apex System\.XmlStreamReader\.setNamespaceAware/,
    );
    assert.throws(
      () => org.run("new XmlStreamReader('<a/>').getLocation();"),
      /does not support Apex System\.XmlStreamReader\.getLocation/,
    );
  });
});

describe('XmlStreamWriter', () => {
  it('writes documents, elements, attributes, text, CDATA, comments and instructions', () => {
    const shown = org.run(`XmlStreamWriter w = new XmlStreamWriter();
      w.writeStartDocument('UTF-8', '1.0');
      w.writeProcessingInstruction('go', 'fast');
      w.writeStartElement('m', 'readings', 'urn:m');
      w.writeNamespace('m', 'urn:m');
      w.writeDefaultNamespace('urn:d');
      w.writeComment('of May');
      w.writeStartElement(null, 'reading', null);
      w.writeAttribute(null, null, 'unit', '"kWh" & <more>');
      w.writeAttribute('m', 'urn:m', 'id', '7');
      w.writeCharacters('4711 < 4712');
      w.writeEndElement();
      w.writeCData('<raw>');
      w.writeEmptyElement(null, 'none', null);
      w.writeAttribute(null, null, 'a', '1');
      w.writeStartElement('m', 'open', 'urn:m');
      w.writeEndDocument();
      System.debug(w.getXmlString());
      w.close();`);
    assert.deepEqual(shown, [
      '<?xml version="1.0" encoding="UTF-8"?><?go fast?><m:readings xmlns:m="urn:m" xmlns="urn:d"><!--of May--><reading unit="&quot;kWh&quot; &amp; &lt;more&gt;" m:id="7">4711 &lt; 4712</reading><![CDATA[<raw>]]><none a="1"/><m:open></m:open></m:readings>',
    ]);
  });

  it('writes what the reader reads', () => {
    assert.deepEqual(
      org.run(`XmlStreamWriter w = new XmlStreamWriter();
      w.writeStartDocument(null, '1.0');
      w.writeStartElement(null, 'a', null);
      w.writeCharacters('x & y');
      w.writeEndElement();
      w.writeEndDocument();
      System.debug(w.getXmlString());
      XmlStreamReader r = new XmlStreamReader(w.getXmlString());
      r.next();
      r.next();
      System.debug(r.getText());`),
      ['<?xml version="1.0"?><a>x &amp; y</a>', 'x & y'],
    );
  });

  it('refuses attributes outside of a start tag and ends without a beginning', () => {
    assert.throws(
      () => org.run("new XmlStreamWriter().writeAttribute(null, null, 'a', 'b');"),
      /System\.XmlException: /,
    );
    assert.throws(() => org.run('new XmlStreamWriter().writeEndElement();'), /System\.XmlException: /);
  });
});
