import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openApexOrg } from './apex-org.ts';

const page = (label: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><ApexPage xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><label>${label}</label></ApexPage>`;
const org = openApexOrg({
  'force-app/main/default/pages/TakeSurvey.page': '<apex:page/>',
  'force-app/main/default/pages/TakeSurvey.page-meta.xml': page('Take survey'),
});
org.deploy({
  AccountExtension: `public with sharing class AccountExtension {
    private final ApexPages.StandardController controller;
    public AccountExtension(ApexPages.StandardController controller) { this.controller = controller; }
    public PageReference next() {
      PageReference saved = controller.save();
      return saved == null ? null : Page.TakeSurvey;
    }
  }`,
});
after(() => {
  org.close();
});
const shown = (source: string): string => org.run(source).join('\n');

describe('Visualforce pages in Apex', () => {
  it('a page of the org is named as Page.Name; its address is in lower case and its parameters in order', () => {
    assert.equal(
      shown(`PageReference p = Page.TakeSurvey; p.getParameters().put('id', '7'); p.getParameters().put('cId', 'none');
        p.getParameters().put('caId', 'none'); System.debug(p.getUrl()); System.debug(System.Page.takesurvey.getUrl());`),
      '/apex/takesurvey?caId=none&cId=none&id=7\n/apex/takesurvey',
    );
  });

  it('a page that does not exist is refused by the compiler', () => {
    assert.throws(() => org.run('PageReference p = Page.Missing;'), /Page does not exist: Missing/);
  });

  it('names of parameters are found in any case and keep that of their first writing (salesforce.stackexchange.com 202636)', () => {
    assert.equal(
      shown(`PageReference pg1 = new PageReference('/somevalue/e'); pg1.getParameters().put('oppid', 'somevalue1');
        pg1.getParameters().put('OPPID', 'somevalue2'); System.debug(pg1.getParameters()); System.debug(pg1.getUrl());`),
      '{oppid=somevalue2}\n/somevalue/e?oppid=somevalue2',
    );
  });

  it('an extension saves through its controller and what fails becomes messages of the page', () => {
    assert.equal(
      shown(`Account good = new Account(Name = 'Acme');
        System.debug(new AccountExtension(new ApexPages.StandardController(good)).next().getUrl() + ' ' + (good.Id != null));
        System.debug(new AccountExtension(new ApexPages.StandardController(new Account())).next() + ' ' + ApexPages.hasMessages(ApexPages.Severity.ERROR));
        System.debug(ApexPages.getMessages()[0].getSummary());`),
      '/apex/takesurvey true\nnull true\nRequired fields are missing: [Name]',
    );
  });

  it('a controller leads to the page of its record, of its list, or back', () => {
    assert.equal(
      shown(`ApexPages.StandardController known = new ApexPages.StandardController(new Account(Id = '001000000000001AAA'));
        ApexPages.StandardController made = new ApexPages.StandardController(new Account());
        System.debug(known.view().getUrl() + ' ' + known.edit().getUrl() + ' ' + made.cancel().getUrl() + ' ' + made.getId());
        Test.setCurrentPage(new PageReference('/apex/takesurvey?retURL=/home'));
        System.debug(made.cancel().getUrl());`),
      '/001000000000001AAA /001000000000001AAA/e /001/o null\n/home',
    );
  });

  it('fields cannot be added to a record that was handed over', () => {
    assert.throws(
      () => org.run(`new ApexPages.StandardController(new Account()).addFields(new List<String>{ 'Phone' });`),
      /You cannot call addFields when the data is being passed into the controller by the caller/,
    );
  });

  it('a set controller turns pages, keeps the selection and saves what its prototype says', () => {
    assert.equal(
      shown(`List<Account> rows = new List<Account>(); for (Integer i = 0; i < 45; i++) rows.add(new Account(Name = 'A' + i));
        insert rows;
        ApexPages.StandardSetController c = new ApexPages.StandardSetController([SELECT Id, Name FROM Account WHERE Name LIKE 'A%' LIMIT 45]);
        c.last();
        System.debug(c.getResultSize() + ' ' + c.getPageNumber() + ' ' + c.getRecords().size() + ' ' + c.getHasNext() + c.getHasPrevious());
        c.setPageSize(50);
        System.debug(c.getPageNumber() + ' ' + c.getRecords().size() + ' ' + c.getSelected().size());
        c.setSelected(new List<Account>{ rows[0], rows[1] });
        ((Account) c.getRecord()).Phone = '1';
        c.save();
        System.debug([SELECT COUNT() FROM Account WHERE Phone = '1']);`),
      '45 3 5 falsetrue\n1 45 0\n2',
    );
  });

  it('a message has its summary as detail, and one like the last is not added (salesforce.stackexchange.com 50180)', () => {
    assert.equal(
      shown(`ApexPages.addMessage(new ApexPages.Message(ApexPages.Severity.INFO, 'MsgSummary', '00detail'));
        ApexPages.addMessage(new ApexPages.Message(ApexPages.Severity.INFO, 'MsgSummary', '01detail'));
        ApexPages.addMessage(new ApexPages.Message(ApexPages.Severity.WARNING, 'Other'));
        for (ApexPages.Message m : ApexPages.getMessages()) System.debug(m.getSeverity() + ' ' + m.getSummary() + ' ' + m.getDetail());`),
      'INFO MsgSummary 00detail\nWARNING Other Other',
    );
  });
});
