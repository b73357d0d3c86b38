import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBankAnswer } from '../../../src/systems/bank/answers.ts';
import { sample } from './schemas.ts';

const read = (xml: string) => readBankAnswer(Buffer.from(xml));
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** A pain.002 around the given inside. */
const report = (inside: string, namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10') =>
  `<Document xmlns="${namespace}"><CstmrPmtStsRpt><GrpHdr><MsgId>ST-1</MsgId><CreDtTm>2027-01-29T07:00:00</CreDtTm></GrpHdr>${inside}</CstmrPmtStsRpt></Document>`;
const group = (inside = '') =>
  `<OrgnlGrpInfAndSts><OrgnlMsgId>UP-2027-01-001</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><OrgnlNbOfTxs>0000003</OrgnlNbOfTxs><OrgnlCtrlSum>100.00000</OrgnlCtrlSum>${inside}</OrgnlGrpInfAndSts>`;
const rejected = (id: string, code: string, amount: string) =>
  `<TxInfAndSts><StsId>1</StsId><OrgnlInstrId>x</OrgnlInstrId><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Orgtr><Nm>B</Nm></Orgtr><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt><MndtRltdInf><MndtId>M-1</MndtId></MndtRltdInf></OrgnlTxRef></TxInfAndSts>`;

/** A camt.054 around the given bookings. */
const notification = (entries: string, version = '08') =>
  `${DECLARATION}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.${version}"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>NT-1</MsgId><CreDtTm>2027-02-02T01:00:00+01:00</CreDtTm></GrpHdr><Ntfctn><Id>N</Id>${entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
const entry = (direction: string, amount: string, details: string, more = '') =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${more}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-02-01</Dt></BookgDt><ValDt><Dt>2027-02-01</Dt></ValDt>${details}</Ntry>`;
const transaction = (id: string, inside: string) =>
  `<TxDtls><Refs><EndToEndId>${id}</EndToEndId><MndtId>M-1</MndtId></Refs>${inside}</TxDtls>`;

describe('a payment status report (pain.002)', () => {
  it('tells which transactions of which payments are refused, and why', () => {
    const payments = [
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>P-1</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>${rejected('INV-1', 'AC04', '84.12000')}${rejected('INV-2', 'MD01', '0000.5')}</OrgnlPmtInfAndSts>`,
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>P-2</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>DT01</Cd></Rsn></StsRsnInf></OrgnlPmtInfAndSts>`,
    ];
    assert.deepEqual(read(DECLARATION + report(group('<GrpSts>PART</GrpSts>') + payments.join(''))), {
      kind: 'pain.002',
      fileId: 'ST-1',
      originalMessageId: 'UP-2027-01-001',
      groupStatus: 'PARTIAL',
      payments: [
        { paymentId: 'P-1', status: 'PARTIAL', on: '2027-01-29' },
        { paymentId: 'P-2', status: 'REJECTED', reasonCode: 'DT01', on: '2027-01-29' },
      ],
      entries: [
        {
          ...{ endToEndId: 'INV-1', status: 'REJECTED', reasonCode: 'AC04', amountMinor: 8412, currency: 'EUR' },
          ...{ on: '2027-01-29', mandateId: 'M-1', paymentId: 'P-1' },
        },
        {
          ...{ endToEndId: 'INV-2', status: 'REJECTED', reasonCode: 'MD01', amountMinor: 50, currency: 'EUR' },
          ...{ on: '2027-01-29', mandateId: 'M-1', paymentId: 'P-1' },
        },
      ],
      otherBookings: 0,
    });
  });

  it('may refuse a whole file in one word', () => {
    const answer = read(
      report(
        group('<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DU01</Cd></Rsn><AddtlInf>Duplicate</AddtlInf></StsRsnInf>'),
      ),
    );
    assert.deepEqual(
      [answer.groupStatus, answer.groupReasonCode, answer.entries, answer.payments],
      ['REJECTED', 'DU01', [], []],
    );
  });

  it('is read in a bank’s own namespace, with prefixes, in an envelope, with a byte order mark and without a declaration', () => {
    const plain = report(group('<GrpSts>ACCP</GrpSts>'), 'http://bank.example/status/v7');
    const prefixed = plain.replace(/<(\/?)(?=[A-Z])/g, '<$1x:').replace('xmlns=', 'xmlns:x=');
    const variants = [
      plain,
      prefixed,
      `\uFEFF${DECLARATION}${plain}`,
      `\n  ${DECLARATION}\n<!-- made by the bank -->\n${plain}`,
      `<Envelope><AppHdr/><Body>${plain}</Body></Envelope>`,
    ];
    for (const xml of variants) assert.equal(read(xml).groupStatus, 'ACCEPTED', xml.slice(0, 80));
    const utf16 = Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16"?>${plain}`, 'utf16le');
    assert.equal(readBankAnswer(utf16).groupStatus, 'ACCEPTED');
  });

  it('is read in old character sets', () => {
    const xml = `<?xml version='1.0' encoding='ISO-8859-1'?>${report(group('<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>Ü1</Prtry></Rsn></StsRsnInf>'))}`;
    assert.equal(readBankAnswer(Buffer.from(xml, 'latin1')).groupReasonCode, 'Ü1');
  });

  it('gives a transaction without a status of its own that of its payment or file', () => {
    const tx = '<TxInfAndSts><OrgnlEndToEndId>INV-1</OrgnlEndToEndId></TxInfAndSts>';
    const payment = (status: string) =>
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId>${status}${tx}</OrgnlPmtInfAndSts>`;
    const status = (xml: string) => read(xml).entries[0]?.status;
    assert.equal(status(report(group() + payment('<PmtInfSts>RJCT</PmtInfSts>'))), 'REJECTED');
    assert.equal(status(report(group('<GrpSts>RJCT</GrpSts>') + payment(''))), 'REJECTED');
    assert.throws(() => read(report(group('<GrpSts>PART</GrpSts>') + payment(''))), { code: 'BANK_ANSWER_UNREADABLE' });
  });

  it('tells accepted and pending from settled', () => {
    const status = (code: string) => read(report(group(`<GrpSts>${code}</GrpSts>`))).groupStatus;
    assert.deepEqual(['ACTC', 'ACCP', 'ACSP', 'ACWC'].map(status), Array(4).fill('ACCEPTED'));
    assert.deepEqual(['RCVD', 'PDNG'].map(status), ['PENDING', 'PENDING']);
    assert.deepEqual(['ACSC', 'ACCC'].map(status), ['SETTLED', 'SETTLED']);
    assert.throws(() => status('MAYBE'), { code: 'BANK_ANSWER_UNREADABLE' });
    assert.throws(() => status('constructor'), { code: 'BANK_ANSWER_UNREADABLE' });
  });

  it('does not take NOTPROVIDED for an id', () => {
    const answer = read(
      report(
        group() +
          `<OrgnlPmtInfAndSts><OrgnlPmtInfId>NOTPROVIDED</OrgnlPmtInfId>${rejected('NOTPROVIDED', 'AC01', '1.00')}</OrgnlPmtInfAndSts>`,
      ),
    );
    assert.equal(answer.entries.length, 1);
    assert.ok(answer.entries.every((one) => !('endToEndId' in one) && one.status === 'REJECTED'));
  });

  it('is read in its oldest form', () => {
    const xml = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.02"><pain.002.001.02><GrpHdr><MsgId>OLD</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>UP</OrgnlMsgId></OrgnlGrpInfAndSts><TxInfAndSts><OrgnlEndToEndId>INV-1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><StsRsn><Cd>AM04</Cd></StsRsn></StsRsnInf></TxInfAndSts></pain.002.001.02></Document>`;
    assert.deepEqual(read(xml).entries, [{ endToEndId: 'INV-1', status: 'REJECTED', reasonCode: 'AM04' }]);
  });
});

describe('a notification of bookings (camt.054)', () => {
  it('tells of each credit in a batch', () => {
    const batch = '<Btch><MsgId>UP-2027-01-001</MsgId><PmtInfId>P-1</PmtInfId><NbOfTxs>002</NbOfTxs></Btch>';
    const details = `<NtryDtls>${batch}${transaction('INV-1', '<Amt Ccy="EUR">84.12</Amt><CdtDbtInd>CRDT</CdtDbtInd>')}${transaction('INV-2', '<AmtDtls><TxAmt><Amt Ccy="EUR">10.00000</Amt></TxAmt></AmtDtls>')}</NtryDtls>`;
    const answer = read(notification(entry('CRDT', '94.12', details)));
    const common = { status: 'SETTLED', currency: 'EUR', on: '2027-02-01', mandateId: 'M-1', paymentId: 'P-1' };
    assert.deepEqual(answer.entries, [
      { endToEndId: 'INV-1', amountMinor: 8412, ...common },
      { endToEndId: 'INV-2', amountMinor: 1000, ...common },
    ]);
    assert.deepEqual([answer.kind, answer.fileId, answer.originalMessageId], ['camt.054', 'NT-1', 'UP-2027-01-001']);
  });

  it('tells of a payment booked as one sum', () => {
    const details =
      '<NtryDtls><Btch><PmtInfId>P-1</PmtInfId><NbOfTxs>2</NbOfTxs><TtlAmt Ccy="EUR">94.12</TtlAmt></Btch></NtryDtls>';
    const answer = read(notification(entry('CRDT', '94.12', details)));
    assert.deepEqual(answer.payments, [
      { paymentId: 'P-1', status: 'SETTLED', amountMinor: 9412, currency: 'EUR', on: '2027-02-01' },
    ]);
    assert.deepEqual(answer.entries, []);
  });

  it('tells of a return, its reason and the amount without the other bank’s charges', () => {
    const inside = `<AmtDtls><InstdAmt><Amt Ccy="EUR">84.12</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">87.12</Amt></TxAmt></AmtDtls><RtrInf><OrgnlBkTxCd><Prtry><Cd>109</Cd></Prtry></OrgnlBkTxCd><Rsn><Cd>MD06</Cd></Rsn></RtrInf>`;
    const answer = read(notification(entry('DBIT', '87.12', `<NtryDtls>${transaction('INV-1', inside)}</NtryDtls>`)));
    assert.deepEqual(answer.entries, [
      {
        ...{ endToEndId: 'INV-1', status: 'RETURNED', reasonCode: 'MD06', amountMinor: 8412, currency: 'EUR' },
        ...{ on: '2027-02-01', mandateId: 'M-1' },
      },
    ]);
  });

  it('knows a return by its transaction code or reversal mark when no reason is given', () => {
    const code = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>';
    const details = `<NtryDtls>${transaction('INV-1', '')}</NtryDtls>`;
    const [byCode, byMark] = [
      entry('DBIT', '84.12', code + details),
      entry('DBIT', '84.12', details, '<RvslInd>true</RvslInd>'),
    ].map((xml) => read(notification(xml)).entries[0]);
    assert.deepEqual([byCode?.status, byCode?.amountMinor], ['RETURNED', 8412]);
    assert.equal(byMark?.status, 'RETURNED');
  });

  it('counts fees and transfers apart', () => {
    const answer = read(
      notification(entry('DBIT', '3.00', '') + entry('DBIT', '9.00', `<NtryDtls>${transaction('X', '')}</NtryDtls>`)),
    );
    assert.deepEqual([answer.entries, answer.otherBookings], [[], 2]);
  });

  it('does not call a pending booking paid', () => {
    const details = `<NtryDtls>${transaction('INV-1', '')}</NtryDtls>`;
    const pending = notification(entry('CRDT', '84.12', details)).replace('BOOK', 'PDNG');
    assert.equal(read(pending).entries[0]?.status, 'PENDING');
    assert.throws(() => read(pending.replace('PDNG', 'WHAT')), { code: 'BANK_ANSWER_UNREADABLE' });
  });

  it('keeps a credit without an end-to-end id for a person to match', () => {
    const answer = read(notification(entry('CRDT', '5.00', `<NtryDtls>${transaction('NOTPROVIDED', '')}</NtryDtls>`)));
    assert.deepEqual(answer.entries, [
      { status: 'SETTLED', amountMinor: 500, currency: 'EUR', on: '2027-02-01', mandateId: 'M-1' },
    ]);
  });

  it('keeps a bank’s day whatever zone it is written in', () => {
    for (const day of ['<DtTm>2027-02-01T23:59:59+14:00</DtTm>', '<Dt>2027-02-01+01:00</Dt>', '<Dt>2027-02-01Z</Dt>']) {
      const xml = notification(entry('CRDT', '5', `<NtryDtls>${transaction('I', '')}</NtryDtls>`));
      assert.equal(read(xml.replace('<BookgDt><Dt>2027-02-01</Dt>', `<BookgDt>${day}`)).entries[0]?.on, '2027-02-01');
    }
  });

  for (const name of ['camt054.v2.xml', 'camt054.v8.xml']) {
    const example = sample(name);
    it(
      `reads the published example ${name}`,
      { skip: example ? false : 'the shared examples are not on this machine' },
      () => {
        assert.ok(example);
        const answer = readBankAnswer(example);
        assert.equal(answer.fileId, 'AAAASESS-FP-ACCR001');
        assert.ok(answer.entries.length + answer.otherBookings > 0);
        assert.ok(answer.entries.every((one) => one.status === 'SETTLED' || one.status === 'RETURNED'));
      },
    );
  }
});

describe('rubbish from the bank', () => {
  const good = report(group('<GrpSts>ACCP</GrpSts>'));
  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  const rubbish: readonly [string, Buffer][] = [
    ['nothing', Buffer.from('')],
    ['white space', Buffer.from(' \n')],
    ['a web page', Buffer.from('<html><body>Maintenance</body></html>')],
    ['a text', Buffer.from('Service unavailable')],
    ['half a file', Buffer.from(good.slice(0, -30))],
    ['two files in one', Buffer.from(good + good)],
    ['wrong nesting', Buffer.from(good.replace('</GrpSts>', '</Foo>'))],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0x3c, 0x80, 0x81])],
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from(good.slice(0, 120)), Buffer.from([0xc3]), Buffer.from(good.slice(120))]),
    ],
    ['an unknown character set', Buffer.from(`<?xml version="1.0" encoding="EBCDIC-9"?>${good}`)],
    ['entities that grow', Buffer.from(bomb + good.replace('ACCP', '&b;'))],
    ['a file from outside', Buffer.from(`<!DOCTYPE d SYSTEM "file:///etc/passwd">${good}`)],
    ['an undeclared entity', Buffer.from(good.replace('ACCP', '&x;'))],
    ['a tower of elements', Buffer.from('<a>'.repeat(100_000) + '</a>'.repeat(100_000))],
    ['our own payment file', Buffer.from('<Document><CstmrDrctDbtInitn/></Document>')],
    ['a report without an id', Buffer.from(good.replace('<MsgId>ST-1</MsgId>', ''))],
    ['a report about nothing', Buffer.from(report(''))],
    ['a report without a status', Buffer.from(report(group()))],
    [
      'an amount with letters',
      Buffer.from(report(group() + `<OrgnlPmtInfAndSts>${rejected('I', 'AC04', '1O.00')}</OrgnlPmtInfAndSts>`)),
    ],
    [
      'a third of a cent',
      Buffer.from(report(group() + `<OrgnlPmtInfAndSts>${rejected('I', 'AC04', '1.003')}</OrgnlPmtInfAndSts>`)),
    ],
    [
      'an amount without currency',
      Buffer.from(
        notification(entry('CRDT', '1', `<NtryDtls>${transaction('I', '')}</NtryDtls>`)).replace(' Ccy="EUR"', ''),
      ),
    ],
    ['a booking without direction', Buffer.from(notification('<Ntry><Amt Ccy="EUR">1</Amt></Ntry>'))],
    ['a day that does not exist', Buffer.from(good.replace('2027-01-29T', '2027-02-29T'))],
  ];
  for (const [what, content] of rubbish) {
    it(`is refused with a reason: ${what}`, () => {
      assert.throws(() => readBankAnswer(content), {
        name: 'IntegrationError',
        code: 'BANK_ANSWER_UNREADABLE',
        retryable: false,
      });
    });
  }

  it('does not keep a large honest file with many escaped characters from being read', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => rejected(`A&amp;${index}&#45;x`, 'AC04', '1.00')).join(
      '',
    );
    const answer = read(
      report(
        group('<GrpSts>PART</GrpSts>') +
          `<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId>${many}</OrgnlPmtInfAndSts>`,
      ),
    );
    assert.equal(answer.entries.length, 20_000);
    assert.equal(answer.entries.at(-1)?.endToEndId, 'A&19999-x');
  });
});
