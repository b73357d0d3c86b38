import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import LOCALE from '@salesforce/i18n/locale';
import getSupplies from '@salesforce/apex/ReadingController.getSupplies';
import submit from '@salesforce/apex/ReadingController.submit';
import { messageFor } from 'c/errors';
import { dayInWords, fill } from 'c/words';
import titleLabel from '@salesforce/label/c.Reading_Title';
import supplyLabel from '@salesforce/label/c.Reading_Supply';
import meterLabel from '@salesforce/label/c.Reading_Meter';
import lastLabel from '@salesforce/label/c.Reading_Last';
import noneYetLabel from '@salesforce/label/c.Reading_None_Yet';
import valueLabel from '@salesforce/label/c.Reading_Value';
import valueMissingLabel from '@salesforce/label/c.Reading_Value_Missing';
import dayLabel from '@salesforce/label/c.Reading_Day';
import submitLabel from '@salesforce/label/c.Reading_Submit';
import submitAnywayLabel from '@salesforce/label/c.Reading_Submit_Anyway';
import changeLabel from '@salesforce/label/c.Reading_Change';
import failedLabel from '@salesforce/label/c.Reading_Failed';
import loadFailedLabel from '@salesforce/label/c.Portal_Load_Failed';
import noMeterLabel from '@salesforce/label/c.Reading_No_Meter';
import electricityLabel from '@salesforce/label/c.Commodity_Electricity';
import gasLabel from '@salesforce/label/c.Commodity_Gas';

const COMMODITIES = { Electricity: electricityLabel, Gas: gasLabel };
const UNITS = { m3: 'm³' };

/** Lets a customer tell what a meter shows. An unlikely value is asked about once before it is submitted. */
export default class ReadingForm extends LightningElement {
  labels = {
    titleLabel,
    supplyLabel,
    valueMissingLabel,
    dayLabel,
    submitLabel,
    submitAnywayLabel,
    changeLabel,
    noMeterLabel
  };
  wired;
  supplies;
  loadProblem;
  chosenId;
  value;
  chosenDay;
  /** What the server answered: ACCEPTED, WAITS, ASK or WRONG, with its sentence. */
  answer;
  problem;
  isBusy = false;

  @wire(getSupplies)
  receive(wired) {
    this.wired = wired;
    if (wired.data) {
      this.supplies = wired.data;
      this.loadProblem = undefined;
    } else if (wired.error) {
      this.loadProblem = messageFor(wired.error, loadFailedLabel);
    }
  }

  get isLoading() {
    return !this.supplies && !this.loadProblem;
  }

  get isEmpty() {
    return this.supplies?.length === 0;
  }

  get supply() {
    return this.supplies?.find(({ assetId }) => assetId === this.chosenId) ?? this.supplies?.[0];
  }

  get hasChoice() {
    return this.supplies.length > 1;
  }

  get options() {
    const isOnePlace = new Set(this.supplies.map(({ place }) => place)).size === 1;
    return this.supplies.map(({ assetId, commodity, place }) => ({
      value: assetId,
      label: isOnePlace ? COMMODITIES[commodity] : `${COMMODITIES[commodity]}, ${place}`
    }));
  }

  get chosen() {
    return this.supply.assetId;
  }

  get meter() {
    const { commodity, meterSerial } = this.supply;
    const words = [COMMODITIES[commodity], meterSerial && fill(meterLabel, meterSerial)];
    return words.filter(Boolean).join(' · ');
  }

  get last() {
    const { lastValue, lastReadOn } = this.supply;
    return lastReadOn
      ? fill(lastLabel, new Intl.NumberFormat(LOCALE).format(lastValue), this.unit, dayInWords(lastReadOn))
      : noneYetLabel;
  }

  get unit() {
    return UNITS[this.supply.unit] ?? this.supply.unit;
  }

  get valueWords() {
    return fill(valueLabel, this.unit);
  }

  get day() {
    return this.chosenDay ?? this.supply.today;
  }

  get isAsking() {
    return this.answer?.state === 'ASK';
  }

  get isDone() {
    return this.answer?.state === 'ACCEPTED' || this.answer?.state === 'WAITS';
  }

  /** What is wrong with the reading, or with the way to the server. */
  get complaint() {
    return this.answer?.state === 'WRONG' ? this.answer.message : this.problem;
  }

  handleSupply(event) {
    this.chosenId = event.detail.value;
    this.value = undefined;
    this.answer = undefined;
  }

  handleValue(event) {
    this.value = event.detail.value;
    this.answer = undefined;
  }

  handleDay(event) {
    this.chosenDay = event.detail.value;
    this.answer = undefined;
  }

  handleSubmit() {
    this.send(false);
  }

  handleSubmitAnyway() {
    this.send(true);
  }

  handleChange() {
    this.answer = undefined;
    this.refs.value.focus();
  }

  handleRetry() {
    this.loadProblem = undefined;
    refreshApex(this.wired);
  }

  async send(isConfirmed) {
    // Both fields say what they lack, not only the first.
    const isComplete = [this.refs.value, this.refs.day].map((field) => field.reportValidity()).every(Boolean);
    if (this.isBusy || !isComplete) {
      return;
    }
    this.isBusy = true;
    this.problem = undefined;
    try {
      this.answer = await submit({
        supplyId: this.supply.assetId,
        value: Number(this.value),
        readOn: this.day,
        isConfirmed
      });
      if (this.isDone) {
        this.value = undefined;
        await refreshApex(this.wired);
      }
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }
}
