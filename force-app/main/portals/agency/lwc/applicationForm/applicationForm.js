import { LightningElement } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import submit from '@salesforce/apex/ApplicationController.submit';
import { messageFor } from 'c/errors';
import { dayAsEntered, fill, today } from 'c/words';
import { showProblems } from 'c/fieldProblems';
import { FIELD_OF_API_NAME, inputOf, LABEL_OF_FIELD, newClientRequestId, newValues } from './fields';
import { identifierHints, isIdentifier } from './hints';
import { problemsOf } from './rules';
import newLabel from '@salesforce/label/c.Portal_New_Application';
import requiredHintLabel from '@salesforce/label/c.Form_Required_Hint';
import problemsTitleLabel from '@salesforce/label/c.Form_Problems_Title';
import failedLabel from '@salesforce/label/c.Form_Failed';
import personLabel from '@salesforce/label/c.Form_Person';
import addressLabel from '@salesforce/label/c.Form_Address';
import suppliesLabel from '@salesforce/label/c.Form_Supplies';
import paymentLabel from '@salesforce/label/c.Form_Payment';
import consentsLabel from '@salesforce/label/c.Form_Consents';
import mandateNoteLabel from '@salesforce/label/c.Form_Mandate_Note';
import submitLabel from '@salesforce/label/c.Form_Submit';
import submittingLabel from '@salesforce/label/c.Form_Submitting';
import termsShortLabel from '@salesforce/label/c.Form_Terms_Short';
import dataShortLabel from '@salesforce/label/c.Form_Data_Short';
import dateExampleLabel from '@salesforce/label/c.Field_Date_Example';
import dateWrongLabel from '@salesforce/label/c.Form_Date_Wrong';
import msLabel from '@salesforce/label/c.Salutation_Ms';
import mrLabel from '@salesforce/label/c.Salutation_Mr';
import mxLabel from '@salesforce/label/c.Salutation_Mx';

/** What the list of problems calls fields whose label is a whole sentence. */
const SHORT_LABEL = { consentTerms: termsShortLabel, consentData: dataShortLabel };
/** Where to begin when a field is not there yet: tariffs are offered for a postal code. */
const COMES_FROM = { electricityTariff: 'postalCode', gasTariff: 'postalCode' };
const EXAMPLE_BIRTHDATE = '1985-01-31';
const DATES = new Set(['birthdate', 'desiredStart']);

/** Enters an application. One form is one application, however often the button is pressed. */
export default class ApplicationForm extends NavigationMixin(LightningElement) {
  labels = {
    newLabel,
    requiredHintLabel,
    problemsTitleLabel,
    personLabel,
    addressLabel,
    suppliesLabel,
    paymentLabel,
    consentsLabel,
    mandateNoteLabel,
    submittingLabel,
    ...LABEL_OF_FIELD
  };
  salutations = [
    { label: msLabel, value: 'Ms.' },
    { label: mrLabel, value: 'Mr.' },
    { label: mxLabel, value: 'Mx.' }
  ];
  birthdateExample = fill(dateExampleLabel, dayAsEntered(EXAMPLE_BIRTHDATE));
  startExample = fill(dateExampleLabel, dayAsEntered(today()));
  values = newValues();
  /** What the date fields are given: a day that could not be read is left standing as it was typed. */
  dates = {};
  unreadable = new Set();
  /** Field → message. */
  problems = {};
  failure;
  isBusy = false;
  isSummaryShown = false;
  isSummaryWaitingForFocus = false;
  clientRequestId = newClientRequestId();
  hints = identifierHints((field) => this.receiveHint(field));
  /** Identifiers that the clerk has left: only these are put into groups, nobody's cursor is moved. */
  left = new Set();

  get submitText() {
    return this.isBusy ? submittingLabel : submitLabel;
  }

  get hasSummary() {
    return this.isSummaryShown && this.summary.length > 0;
  }

  /** In the order of the form, so that the first entry is the first field to correct. */
  get summary() {
    return Object.keys(LABEL_OF_FIELD)
      .filter((field) => this.problems[field])
      .map((field) => ({ field, label: SHORT_LABEL[field] ?? LABEL_OF_FIELD[field], message: this.problems[field] }));
  }

  disconnectedCallback() {
    this.hints.stop();
  }

  renderedCallback() {
    this.showProblems();
    if (this.isSummaryWaitingForFocus) {
      this.isSummaryWaitingForFocus = false;
      this.refs.summary?.focus();
    }
  }

  showProblems() {
    showProblems(this.template.querySelectorAll('[data-field]'), this.problems);
  }

  handleChange(event) {
    const { field } = event.target.dataset;
    const { checked, value } = event.detail;
    if (DATES.has(field)) {
      this.changeDate(field, value, Boolean(event.target.validity?.badInput));
    } else {
      this.change(field, event.target.type === 'checkbox' ? checked : value);
    }
  }

  handleSupplyChange(event) {
    this.change(event.detail.field, event.detail.value);
  }

  handleLeave(event) {
    this.leave(event.target.dataset.field);
  }

  handleSupplyLeave(event) {
    this.leave(event.detail.field);
  }

  change(field, value) {
    this.values = { ...this.values, [field]: value };
    this.left.delete(field);
    if (isIdentifier(field)) {
      this.hints.askSoon(field, this.values.country, value);
    }
    if (this.problems[field]) {
      this.judge(field);
    }
  }

  changeDate(field, day, isUnreadable) {
    if (isUnreadable) {
      this.unreadable.add(field);
    } else {
      this.unreadable.delete(field);
      this.dates = { ...this.dates, [field]: day };
    }
    this.change(field, isUnreadable ? undefined : day);
  }

  leave(field) {
    const value = this.values[field];
    if (isIdentifier(field)) {
      this.left.add(field);
      this.hints.ask(field, this.values.country, value);
    }
    if (value || this.unreadable.has(field)) {
      this.judge(field);
    }
  }

  receiveHint(field) {
    const shown = this.left.has(field) ? this.hints.shown(field, this.values) : undefined;
    if (shown && shown !== this.values[field]) {
      this.values = { ...this.values, [field]: shown };
    }
    if (this.values[field]) {
      this.judge(field);
    }
  }

  findProblems() {
    const message = fill(dateWrongLabel, dayAsEntered(EXAMPLE_BIRTHDATE));
    const unreadable = [...this.unreadable].map((field) => [field, message]);
    return { ...this.hints.problemsOf(this.values), ...problemsOf(this.values), ...Object.fromEntries(unreadable) };
  }

  judge(field) {
    const { [field]: message } = this.findProblems();
    const problems = { ...this.problems };
    delete problems[field];
    this.problems = message ? { ...problems, [field]: message } : problems;
    this.showProblems();
  }

  handleGoTo(event) {
    this.focusField(event.currentTarget.dataset.target);
  }

  focusField(field) {
    const own = this.template.querySelector(`[data-field="${field}"]`);
    if (own) {
      own.focus();
    } else {
      const supplies = [...this.template.querySelectorAll('c-supply-fields')];
      const isFound = supplies.some((supply) => supply.focusField(field));
      if (!isFound && COMES_FROM[field]) {
        this.focusField(COMES_FROM[field]);
      }
    }
  }

  async handleSubmit() {
    if (this.isBusy) {
      return;
    }
    this.failure = undefined;
    const problems = this.findProblems();
    if (Object.keys(problems).length > 0) {
      this.refuse(problems);
      return;
    }
    this.isBusy = true;
    try {
      const result = await submit({ applicationInput: inputOf(this.values, this.clientRequestId) });
      if (result.problems.length > 0) {
        this.refuse(
          Object.fromEntries(result.problems.map(({ field, message }) => [FIELD_OF_API_NAME[field], message]))
        );
      } else {
        this.open(result.applicationId);
      }
    } catch (error) {
      this.failure = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }

  refuse(problems) {
    this.problems = problems;
    this.showProblems();
    this.isSummaryShown = true;
    this.isSummaryWaitingForFocus = true;
  }

  open(applicationId) {
    // A form that stays in the page cache must not offer the same application again.
    this.values = newValues();
    this.dates = {};
    this.problems = {};
    this.isSummaryShown = false;
    this.clientRequestId = newClientRequestId();
    this[NavigationMixin.Navigate]({
      type: 'comm__namedPage',
      attributes: { name: 'Application_Detail__c' },
      state: { applicationId, submitted: '1' }
    });
  }
}
