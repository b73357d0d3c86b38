/** Sources: Apex Reference, "Document Class", "XmlNode Class"; Apex Developer Guide, "Reading and Writing XML Using the DOM"; Namespaces in XML (W3C). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const org = openApexOrg();
after(() => org.close());
const LOAD = (xml: string): string => `Dom.Document d = new Dom.Document(); d.load('${xml.replaceAll("'", "\\'")}');
  Dom.XmlNode root = d.getRootElement();`;
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'builds an envelope with namespaces, attributes and text',
    `String soap = 'http://schemas.xmlsoap.org/soap/envelope/';
     Dom.Document d = new Dom.Document();
     Dom.XmlNode envelope = d.createRootElement('Envelope', soap, 'soapenv');
     envelope.setNamespace('xsi', 'urn:xsi');
     envelope.setAttributeNs('schemaLocation', soap, 'urn:xsi', null);
     Dom.XmlNode body = envelope.addChildElement('Body', soap, null);
     body.addChildElement('echo', 'urn:echo', 'req').addTextNode('R&D <1>');
     envelope.addChildElement('more', 'urn:more', null);
     envelope.addChildElement('d', 'urn:d', '');
     envelope.addCommentNode('end');
     System.debug(d.toXmlString());`,
    [
      '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="urn:xsi" xsi:schemaLocation="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><req:echo xmlns:req="urn:echo">R&amp;D &lt;1&gt;</req:echo></soapenv:Body><ns0:more xmlns:ns0="urn:more" /><d xmlns="urn:d" /><!--end--></soapenv:Envelope>',
    ],
  ],
  [
    'finds children and attributes by name and namespace',
    `${LOAD('<a:list xmlns:a="urn:a" a:id="7" id="8"><a:item>one</a:item> <item>two</item><item>three</item></a:list>')}
     System.debug(root.getName() + '|' + root.getNamespace() + '|' + root.getPrefixFor('urn:a') + '|' + root.getNamespaceFor('a'));
     System.debug(root.getAttribute('id', 'urn:a') + root.getAttributeValue('id', null) + root.getAttributeCount());
     System.debug(root.getChildElement('item', 'urn:a').getText() + root.getChildElement('item', null).getText());
     System.debug(root.getChildElements().size() + '|' + root.getChildren().size() + '|' + root.getChildren()[1].getNodeType());
     System.debug(root.getChildElement('none', null));
     System.debug(root.getChildElements()[0].getParent() == root);`,
    ['list|urn:a|a|urn:a', '782', 'onetwo', '3|4|TEXT', 'null', 'true'],
  ],
  [
    'reads entities, character references and CDATA as text',
    `${LOAD('<?xml version="1.0"?><t>a &amp;&#x41;&#66;<![CDATA[<b>]]></t>')} System.debug(root.getText());`,
    ['a &AB<b>'],
  ],
  [
    'removes and inserts children and attributes',
    `${LOAD('<l a="1"><x/><y/></l>')}
     Dom.XmlNode x = root.getChildElement('x', null);
     System.debug(root.removeChild(x) + '|' + root.removeChild(x) + '|' + root.removeAttribute('a', null) + '|' + root.removeAttribute('a', null));
     root.insertBefore(x, null);
     System.debug(root.getChildElements()[1].getName());
     root.insertBefore(x, root.getChildElement('y', null));
     System.debug(root.getChildElements()[0].getName() + root.getChildElements().size());
     root.insertBefore(x, null);
     System.debug(root.getChildElements()[1].getName() + root.getChildElements().size());`,
    ['true|false|true|false', 'x', 'x2', 'x2'],
  ],
];

describe('Dom.Document and Dom.XmlNode', () => {
  for (const [title, source, expected] of CASES) it(title, () => assert.deepEqual(org.run(source), expected));

  it('writes what it has read in a form that reads the same', () => {
    const xml = '<l xmlns="urn:d" k="&quot;&lt;"><i xmlns="">&amp;</i><j /></l>';
    assert.deepEqual(org.run(`${LOAD(xml)} System.debug(d.toXmlString());`), [
      `<?xml version="1.0" encoding="UTF-8"?>${xml}`,
    ]);
  });

  it('refuses what is not well-formed, and document types, with System.XmlException', () => {
    for (const xml of [
      '<a><b></a>',
      '<a',
      '<a>&nope;</a>',
      '<a/><b/>',
      '<p:a/>',
      '<a x="1" x="2"/>',
      '<!DOCTYPE a><a/>',
      'text',
      '',
    ]) {
      const [caught] = org.run(
        `try { ${LOAD(xml)} System.debug('read'); } catch (System.XmlException e) { System.debug('refused'); }`,
      );
      assert.equal(caught, 'refused', xml);
    }
  });

  it('refuses namespaces of attribute values by name', () => {
    assert.throws(
      () => org.run(`${LOAD('<a/>')} root.setAttributeNs('k', 'v', 'urn:k', 'urn:v');`),
      /does not support Apex Dom\.XmlNode\.setAttributeNs with a value namespace/,
    );
  });
});
