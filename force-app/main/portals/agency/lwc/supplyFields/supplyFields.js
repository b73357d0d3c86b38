import { LightningElement, api, wire } from 'lwc';
import tariffsFor from '@salesforce/apex/ApplicationController.tariffsFor';
import { messageFor } from 'c/errors';
import { showProblems } from 'c/fieldProblems';
import { fill, money } from 'c/words';
import marketLocationLabel from '@salesforce/label/c.Field_Market_Location';
import marketLocationHelpLabel from '@salesforce/label/c.Field_Market_Location_Help';
import meterSerialLabel from '@salesforce/label/c.Field_Meter_Serial';
import annualLabel from '@salesforce/label/c.Field_Annual_kWh';
import tariffLabel from '@salesforce/label/c.Field_Tariff';
import waitLabel from '@salesforce/label/c.Form_Tariffs_Wait';
import noneLabel from '@salesforce/label/c.Form_Tariffs_None';
import loadingLabel from '@salesforce/label/c.Portal_Loading';
import failedLabel from '@salesforce/label/c.Portal_Load_Failed';
import perKwhLabel from '@salesforce/label/c.Tariff_Per_Kwh';
import perMonthLabel from '@salesforce/label/c.Tariff_Per_Month';
import perYearLabel from '@salesforce/label/c.Tariff_Per_Year';
import aboutLabel from '@salesforce/label/c.Tariff_About_A_Year';
import termLabel from '@salesforce/label/c.Tariff_Term';
import monthlyLabel from '@salesforce/label/c.Tariff_Monthly';
import greenLabel from '@salesforce/label/c.Tariff_Green';

/** Names of the form's fields, by commodity. */
const FIELDS = {
  Electricity: {
    marketLocation: 'electricityMarketLocation',
    meterSerial: 'electricityMeterSerial',
    annual: 'annualElectricity',
    tariff: 'electricityTariff'
  },
  Gas: { marketLocation: 'gasMarketLocation', meterSerial: 'gasMeterSerial', annual: 'annualGas', tariff: 'gasTariff' }
};
const MONTHS = 12;
const UNIT_PRICE_DIGITS = 4;

/** The fields of one commodity in the application form. Tells the form of changes by supplychange and supplyleave. */
export default class SupplyFields extends LightningElement {
  /** Electricity or Gas. */
  @api commodity;
  /** The whole form's values. */
  @api values = {};
  labels = {
    marketLocationLabel,
    marketLocationHelpLabel,
    meterSerialLabel,
    annualLabel,
    tariffLabel,
    waitLabel,
    noneLabel,
    loadingLabel
  };
  askedPostalCode;
  shownProblems = {};
  offers;
  failure;

  /** Field → message of the whole form. */
  @api
  get problems() {
    return this.shownProblems;
  }
  set problems(problems) {
    this.shownProblems = problems;
    // No part of the template depends on them, so nothing would be rendered.
    this.showProblems();
  }

  @api
  get postalCode() {
    return this.askedPostalCode;
  }
  set postalCode(value) {
    const code = value?.trim() ?? '';
    const asked = /^\d{5}$/.test(code) ? code : undefined;
    if (asked !== this.askedPostalCode) {
      this.askedPostalCode = asked;
      this.offers = undefined;
    }
  }

  /** Puts the cursor into a field of this commodity; says whether it is there. */
  @api
  focusField(field) {
    const input = this.template.querySelector(`[data-field="${field}"]`);
    input?.focus();
    return Boolean(input);
  }

  @wire(tariffsFor, { postalCode: '$askedPostalCode', commodity: '$commodity' })
  receive({ data, error }) {
    if (data) {
      this.offers = data;
      this.failure = undefined;
      this.chooseFrom(data);
    } else if (error) {
      this.failure = messageFor(error, failedLabel);
    }
  }

  get fields() {
    return FIELDS[this.commodity];
  }

  get marketLocation() {
    return this.values[this.fields.marketLocation];
  }

  get meterSerial() {
    return this.values[this.fields.meterSerial];
  }

  get annual() {
    return this.values[this.fields.annual];
  }

  get tariff() {
    return this.values[this.fields.tariff];
  }

  get isWaiting() {
    return !this.askedPostalCode;
  }

  get isLoading() {
    return Boolean(this.askedPostalCode) && !this.offers && !this.failure;
  }

  get hasOffers() {
    return this.offers?.length > 0;
  }

  get hasNoOffers() {
    return this.offers?.length === 0;
  }

  get options() {
    return this.offers.map((offer) => this.describe(offer));
  }

  renderedCallback() {
    this.showProblems();
  }

  showProblems() {
    showProblems(this.template.querySelectorAll('[data-field]'), this.shownProblems);
  }

  /** One price list for the choice: prices, term and share of renewables, and what it comes to. */
  describe({ id, name, unitPrice, standingPrice, standingUnit, termMonths, greenPercent, currencyCode }) {
    const prices = [`${money(unitPrice, currencyCode, UNIT_PRICE_DIGITS)} ${perKwhLabel}`];
    if (standingPrice !== undefined && standingPrice !== null) {
      prices.push(`${money(standingPrice, currencyCode)} ${standingUnit === 'Year' ? perYearLabel : perMonthLabel}`);
    }
    const terms = [];
    if (termMonths) {
      terms.push(termMonths === 1 ? monthlyLabel : fill(termLabel, String(termMonths)));
    }
    if (greenPercent) {
      terms.push(fill(greenLabel, String(greenPercent)));
    }
    const use = Number(this.annual);
    const standing = (standingPrice ?? 0) * (standingUnit === 'Year' ? 1 : MONTHS);
    return {
      value: id,
      name,
      price: prices.join(', '),
      terms: terms.join(', '),
      sum: use > 0 ? fill(aboutLabel, money(unitPrice * use + standing, currencyCode)) : undefined
    };
  }

  /** A single offer needs no choice; a choice that is not offered here is none. */
  chooseFrom(offers) {
    const isOffered = offers.some(({ id }) => id === this.tariff);
    if (!isOffered) {
      this.tell('supplychange', this.fields.tariff, offers.length === 1 ? offers[0].id : undefined);
    }
  }

  handleChange(event) {
    this.tell('supplychange', event.target.dataset.field, event.detail.value);
  }

  handleLeave(event) {
    this.tell('supplyleave', event.target.dataset.field);
  }

  tell(type, field, value) {
    this.dispatchEvent(new CustomEvent(type, { detail: { field, value } }));
  }
}
