import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { lookAtMonthEnds } from '../../../src/flows/collection/month-end.ts';
import { lookAtBank } from '../../../src/flows/collection-result/look.ts';
import { openProblems, repeatProblem, settleProblem } from '../../../src/flows/collection-result/problems.ts';
import { amountMinor, invoiceNumber, openService, startWorld, type World } from '../collection/world.ts';

type Service = Awaited<ReturnType<typeof openService>>;

const FILE = 'UP-2027-01-001';
const ITEMS = 30;

/** One collection of 30; each test lets the bank say something about items of its own. */
describe("the bank's answers", () => {
  let world: World;
  let service: Service;

  before(async () => {
    world = await startWorld({ invoices: ITEMS });
    service = await openService(world.environment, () => world.time.now);
    await lookAtMonthEnds(service.ports);
    await lookAtBank(service.ports);
  });
  after(async () => {
    await service.database.close();
    await world.stop();
  });

  const look = (change: Partial<Service['ports']> = {}) => lookAtBank({ ...service.ports, ...change });
  const result = async (number: number) =>
    (await service.ports.items.findAll([{ month: '2027-01', invoiceNumber: invoiceNumber(number) }]))[0]?.result;
  const paymentsOf = async (number: number) =>
    (await world.erpInvoices())[invoiceNumber(number)]?.payments.map((payment) => payment.outcome);
  const problems = async () => openProblems(service.database, 100);
  const settleAll = async () => {
    for (const { id } of await problems()) assert.ok(await settleProblem(service.database, id, world.time.now));
    assert.deepEqual(await problems(), []);
  };
  const mailsTo = (number: number) =>
    world.mailBox.mails.filter((mail) => mail.to === `customer.${number}@example.com`);
  const casesOf = (number: number) =>
    [...world.org.objects.Case.keys()].filter((key) => key.startsWith(invoiceNumber(number)));

  it('change nothing when they only accept', async () => {
    assert.equal(await result(1), 'IN_COLLECTION');
    assert.deepEqual(await paymentsOf(1), []);
  });

  it('count once, however often they come: under the same name, another name, or in another file', async () => {
    world.answer('a-01.xml', pain002('A01', [rejected(1, 'AC01')]));
    await look();
    world.answer('a-02.xml', pain002('A01', [rejected(1, 'AC01')]));
    world.answer('a-03.xml', pain002('A03', [rejected(1, 'AC01')]));
    await look();
    await look();
    assert.deepEqual(await paymentsOf(1), ['REJECTED']);
    assert.equal(mailsTo(1).length, 1);
    assert.deepEqual(casesOf(1), ['R-000001:A01']);
    assert.deepEqual(await problems(), []);
  });

  it('that speak of an unknown debit, an unknown file or another amount wait for a person and move nothing', async () => {
    world.answer('b-01.xml', pain002('B01', [transaction('R-999999', 'RJCT', 'AC04', 100), rejected(2, 'AM04', 1)]));
    world.answer('b-02.xml', pain002('B02', [rejected(3, 'AC04')], 'UP-2020-01-001'));
    await look();
    assert.deepEqual(
      (await problems()).map(({ code, reference }) => [code, reference]),
      [
        ['UNKNOWN_FILE', null],
        ['UNKNOWN_END_TO_END_ID', 'R-999999'],
        ['AMOUNT_MISMATCH', 'R-000002'],
      ],
    );
    assert.deepEqual([await result(2), await result(3)], ['IN_COLLECTION', 'IN_COLLECTION']);
    assert.deepEqual([mailsTo(2).length, mailsTo(3).length], [0, 0]);
    await settleAll();
  });

  it('that cannot be read are shown and keep no other from being read; a whole file of that name settles it', async () => {
    world.answer('c-01.xml', '<Document><Cstmr');
    world.answer('c-02.xml', pain002('C02', [rejected(4, 'AC06')]));
    await look();
    assert.deepEqual(
      (await problems()).map(({ code, file }) => [code, file]),
      [['BANK_ANSWER_UNREADABLE', 'c-01.xml']],
    );
    assert.equal(await result(4), 'REJECTED');
    world.answer('c-01.xml', pain002('C01', [rejected(5, 'AC06')]));
    await look();
    assert.deepEqual(await problems(), []);
    assert.equal(await result(5), 'REJECTED');
  });

  it('are read again when a person says so', async () => {
    world.answer('c-03.xml', 'nothing of the kind');
    await look();
    const [problem] = await problems();
    assert.ok(problem && (await repeatProblem(service.database, problem.id)));
    assert.deepEqual(await problems(), []);
    await look();
    assert.equal((await problems()).length, 1);
    await settleAll();
  });

  it('that book what they had rejected: the money counts, the ERP has both, and a person is told', async () => {
    world.answer('d-01.xml', pain002('D01', [rejected(6, 'MS03')]));
    await look();
    world.answer('d-02.xml', camt054('D02', [{ number: 6, kind: 'CRDT' }]));
    await look();
    assert.equal(await result(6), 'COLLECTED');
    assert.deepEqual(await paymentsOf(6), ['REJECTED', 'COLLECTED']);
    assert.deepEqual(
      (await problems()).map(({ code }) => code),
      ['CONTRADICTION'],
    );
    assert.equal(mailsTo(6).length, 1);
    await settleAll();
  });

  it('that take back what was booked make one failure', async () => {
    world.answer('e-01.xml', camt054('E01', [{ number: 7, kind: 'CRDT' }]));
    world.answer('e-02.xml', camt054('E02', [{ number: 7, kind: 'DBIT', reasonCode: 'MD06' }]));
    await look();
    assert.equal(await result(7), 'RETURNED');
    assert.deepEqual(await paymentsOf(7), ['COLLECTED', 'RETURNED']);
    assert.equal(mailsTo(7).length, 1);
    assert.match(mailsTo(7)[0]?.text ?? '', /zurückgeholt/);
  });

  it('that a file is there already leave what the bank has valid', async () => {
    world.answer('f-01.xml', pain002('F01', [], FILE, { status: 'RJCT', reasonCode: 'DU01' }));
    await look();
    assert.equal(await result(8), 'IN_COLLECTION');
    assert.deepEqual(
      (await problems()).map(({ code }) => code),
      ['DUPLICATE_FILE'],
    );
    await settleAll();
  });

  it('reach ERP and customer when the org takes no more calls, and the org when it does again', async () => {
    world.org.exhausted = true;
    world.answer('g-01.xml', pain002('G01', [rejected(9, 'AC04')]));
    await look();
    assert.deepEqual(await paymentsOf(9), ['REJECTED']);
    assert.deepEqual(casesOf(9), []);
    world.org.exhausted = false;
    await pause();
    await look();
    assert.equal(casesOf(9).length, 1);
    assert.equal(mailsTo(9).length, 1);
    assert.deepEqual(await problems(), []);
  });

  it('reach case and customer when the ERP is down, and the ERP when it is back, in their order', async () => {
    await fault({ kind: 'down' });
    world.answer('h-01.xml', camt054('H01', [{ number: 10, kind: 'CRDT' }]));
    world.answer('h-02.xml', camt054('H02', [{ number: 10, kind: 'DBIT', reasonCode: 'MD01' }]));
    await look();
    await pause();
    await look();
    assert.deepEqual(await paymentsOf(10), []);
    await fetch(`${new URL(world.erp.url).origin}/faults`, { method: 'DELETE' });
    await pause();
    await look();
    await pause();
    await look();
    assert.deepEqual(await paymentsOf(10), ['COLLECTED', 'RETURNED']);
    assert.equal(casesOf(10).length, 1);
    assert.equal(mailsTo(10).length, 1);
  });

  it('are told to the ERP once when its answer was lost', async () => {
    await fault({ kind: 'lost-answer', times: 1 });
    world.answer('i-01.xml', pain002('I01', [rejected(11, 'SL01')]));
    await look();
    await pause();
    await look();
    assert.deepEqual(await paymentsOf(11), ['REJECTED']);
    assert.equal(casesOf(11).length, 1);
  });

  it('wait for a mail server that defers, and show a person a mail that was refused for good', async () => {
    world.mailBox.refuseWith = 421;
    world.answer('j-01.xml', pain002('J01', [rejected(12, 'AM04'), rejected(13, 'AM04')]));
    await look();
    assert.equal(mailsTo(12).length + mailsTo(13).length, 0);
    assert.equal(casesOf(12).length, 1, 'the case does not wait for the mail');
    world.mailBox.refuseWith = 0;
    await pause();
    await look();
    assert.deepEqual([mailsTo(12).length, mailsTo(13).length], [1, 1]);
    world.mailBox.refuseWith = 550;
    world.answer('j-02.xml', pain002('J02', [rejected(14, 'AM04')]));
    await look();
    const [problem, ...more] = await problems();
    assert.deepEqual([problem?.code, more], ['MAIL_REFUSED', []]);
    assert.equal(world.org.objects.Case.get('R-000014:J02')?.['Customer_Notified_At__c'], undefined);
    world.mailBox.refuseWith = 0;
    assert.ok(problem && (await repeatProblem(service.database, problem.id)));
    await look();
    assert.equal(mailsTo(14).length, 1);
    assert.ok(world.org.objects.Case.get('R-000014:J02')?.['Customer_Notified_At__c']);
  });

  it('about a death make a case and no mail', async () => {
    world.answer('k-01.xml', pain002('K01', [rejected(15, 'MD07')]));
    await look();
    assert.equal(casesOf(15).length, 1);
    assert.equal(mailsTo(15).length, 0);
  });

  it('conclude nothing from silence while one of them lies unread; then what was not heard of is collected', async () => {
    world.time.now = new Date('2027-02-08T09:00:00Z');
    await look();
    assert.equal(await result(20), 'IN_COLLECTION', 'the fifth day is not over');
    world.time.now = new Date('2027-02-09T09:00:00Z');
    world.answer('l-01.xml', 'unreadable');
    await look();
    assert.equal(await result(20), 'IN_COLLECTION');
    await settleAll();
    await look();
    assert.equal(await result(20), 'COLLECTED');
    assert.deepEqual(await paymentsOf(20), ['COLLECTED']);
  });

  it('that come after the silence still count', async () => {
    world.answer('m-01.xml', camt054('M01', [{ number: 20, kind: 'DBIT', reasonCode: 'MD06' }]));
    await look();
    assert.equal(await result(20), 'RETURNED');
    assert.deepEqual(await paymentsOf(20), ['COLLECTED', 'RETURNED']);
    assert.equal(casesOf(20).length, 1);
  });

  const fault = (body: object) =>
    fetch(`${new URL(world.erp.url).origin}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
});

describe('a file the bank refuses whole', () => {
  let world: World;
  let service: Service;

  before(async () => {
    world = await startWorld({ invoices: 3 });
    service = await openService(world.environment, () => world.time.now);
    await lookAtMonthEnds(service.ports);
    world.answer('z-01.xml', pain002('Z01', [], FILE, { status: 'RJCT', reasonCode: 'FF01' }));
    await lookAtBank(service.ports);
  });
  after(async () => {
    await service.database.close();
    await world.stop();
  });

  it('fails all its items at the ERP and in the console, tells no payer, and asks a person', async () => {
    const invoices = Object.values(await world.erpInvoices());
    assert.deepEqual(
      invoices.map((invoice) => invoice.payments.map((payment) => payment.outcome)),
      [['REJECTED'], ['REJECTED'], ['REJECTED']],
    );
    assert.equal(world.org.objects.Case.size, 3);
    assert.deepEqual(world.mailBox.mails, []);
    assert.deepEqual(
      (await openProblems(service.database, 10)).map(({ code }) => code),
      ['FILE_REJECTED'],
    );
  });
});

describe('a booking of a whole batch', () => {
  let world: World;
  let service: Service;
  const looked = async (id: string, minor: number) => {
    world.answer(`${id}.xml`, batchBooking(id, minor));
    await lookAtBank(service.ports);
    return (await service.ports.items.ofPayment(service.database, `${FILE}-1`)).map((item) => item.result);
  };

  before(async () => {
    world = await startWorld({ invoices: 3 });
    service = await openService(world.environment, () => world.time.now);
    await lookAtMonthEnds(service.ports);
    world.answer('y-00.xml', pain002('Y00', [rejected(2, 'AM04')]));
    await lookAtBank(service.ports);
  });
  after(async () => {
    await service.database.close();
    await world.stop();
  });

  it('moves nothing when its sum is not that of the items that were left', async () => {
    const sum = amountMinor(1) + amountMinor(2) + amountMinor(3);
    assert.deepEqual(await looked('Y01', sum), ['IN_COLLECTION', 'REJECTED', 'IN_COLLECTION']);
    assert.deepEqual(
      (await openProblems(service.database, 10)).map(({ code }) => code),
      ['AMOUNT_MISMATCH'],
    );
  });

  it('makes all of them collected when it is, and the rejected one stays rejected', async () => {
    assert.deepEqual(await looked('Y02', amountMinor(1) + amountMinor(3)), ['COLLECTED', 'REJECTED', 'COLLECTED']);
  });
});

describe('answers that are removed from the bank once they are ours', () => {
  it('go when they were read, and stay when they could not be', async () => {
    const world = await startWorld({ invoices: 1 });
    const service = await openService({ ...world.environment, BANK_REMOVE_ANSWERS: 'true' }, () => world.time.now);
    try {
      await lookAtMonthEnds(service.ports);
      world.answer('x-01.xml', 'unreadable');
      await lookAtBank(service.ports);
      await lookAtBank(service.ports);
      assert.deepEqual(
        (await service.ports.bank.answers()).map(({ name }) => name),
        ['x-01.xml'],
      );
    } finally {
      await service.database.close();
      await world.stop();
    }
  });
});

/** Longer than the service's pause before another try. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 250));
}

function euros(minor: number): string {
  return (minor / 100).toFixed(2);
}

function rejected(number: number, reasonCode: string, minor = amountMinor(number)): string {
  return transaction(invoiceNumber(number), 'RJCT', reasonCode, minor);
}

function transaction(endToEndId: string, status: string, reasonCode: string, minor: number): string {
  return `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>${status}</TxSts><StsRsnInf><Rsn><Cd>${reasonCode}</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">${euros(minor)}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>`;
}

function pain002(
  id: string,
  transactions: readonly string[],
  messageId = FILE,
  group?: { readonly status: string; readonly reasonCode: string },
): string {
  const status = group
    ? `<GrpSts>${group.status}</GrpSts><StsRsnInf><Rsn><Cd>${group.reasonCode}</Cd></Rsn></StsRsnInf>`
    : '<GrpSts>PART</GrpSts>';
  const payment =
    transactions.length > 0
      ? `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${messageId}-1</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>${transactions.join('')}</OrgnlPmtInfAndSts>`
      : '';
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>${id}</MsgId><CreDtTm>2027-01-29T08:00:00Z</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>${status}</OrgnlGrpInfAndSts>${payment}</CstmrPmtStsRpt></Document>`;
}

function camt054(
  id: string,
  bookings: readonly { readonly number: number; readonly kind: 'CRDT' | 'DBIT'; readonly reasonCode?: string }[],
): string {
  const entries = bookings.map(({ number, kind, reasonCode }) => {
    const amount = `<Amt Ccy="EUR">${euros(amountMinor(number))}</Amt><CdtDbtInd>${kind}</CdtDbtInd>`;
    const why = reasonCode ? `<RtrInf><Rsn><Cd>${reasonCode}</Cd></Rsn></RtrInf>` : '';
    const code = `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>${kind === 'CRDT' ? 'ESDD' : 'UPDD'}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
    return `<Ntry>${amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-02-01</Dt></BookgDt>${code}<NtryDtls><TxDtls><Refs><EndToEndId>${invoiceNumber(number)}</EndToEndId></Refs>${amount}${why}</TxDtls></NtryDtls></Ntry>`;
  });
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>${id}</MsgId><CreDtTm>2027-02-01T08:00:00Z</CreDtTm></GrpHdr><Ntfctn><Id>${id}</Id><CreDtTm>2027-02-01T08:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>${entries.join('')}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
}

/** One credit for a payment, without its single debits. */
function batchBooking(id: string, minor: number): string {
  const amount = `<Amt Ccy="EUR">${euros(minor)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>`;
  const batch = `<Btch><MsgId>${FILE}</MsgId><PmtInfId>${FILE}-1</PmtInfId><TtlAmt Ccy="EUR">${euros(minor)}</TtlAmt></Btch>`;
  const code = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>';
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>${id}</MsgId><CreDtTm>2027-02-01T08:00:00Z</CreDtTm></GrpHdr><Ntfctn><Id>${id}</Id><CreDtTm>2027-02-01T08:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct><Ntry>${amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-02-01</Dt></BookgDt>${code}<NtryDtls>${batch}</NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
}
