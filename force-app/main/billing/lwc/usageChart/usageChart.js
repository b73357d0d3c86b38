import { LightningElement, api, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import LOCALE from '@salesforce/i18n/locale';
import getUsage from '@salesforce/apex/UsageController.getUsage';
import { messageFor } from 'c/errors';
import { fill, monthInWords } from 'c/words';
import { MONTHS_SHOWN, changeToYearBefore, firstShown, isFigure, measuredIn, moved } from './months';
import titleLabel from '@salesforce/label/c.Usage_Title';
import failedLabel from '@salesforce/label/c.Usage_Load_Failed';
import emptyLabel from '@salesforce/label/c.Usage_Empty';
import emptyHintLabel from '@salesforce/label/c.Usage_Empty_Hint';
import supplyLabel from '@salesforce/label/c.Usage_Supply';
import captionLabel from '@salesforce/label/c.Usage_Caption';
import monthLabel from '@salesforce/label/c.Usage_Month';
import measuredLabel from '@salesforce/label/c.Usage_Measured';
import forecastLabel from '@salesforce/label/c.Usage_Forecast';
import nextMonthLabel from '@salesforce/label/c.Usage_Next_Month';
import nextLabel from '@salesforce/label/c.Usage_Next';
import nextNoneLabel from '@salesforce/label/c.Usage_Next_None';
import moreLabel from '@salesforce/label/c.Usage_Compared_More';
import lessLabel from '@salesforce/label/c.Usage_Compared_Less';
import sameLabel from '@salesforce/label/c.Usage_Compared_Same';
import summaryLabel from '@salesforce/label/c.Usage_Summary';
import summaryHighestLabel from '@salesforce/label/c.Usage_Summary_Highest';
import summaryUnmeasuredLabel from '@salesforce/label/c.Usage_Summary_Unmeasured';
import earlierLabel from '@salesforce/label/c.Chart_Previous';
import laterLabel from '@salesforce/label/c.Chart_Next';
import electricityLabel from '@salesforce/label/c.Commodity_Electricity';
import gasLabel from '@salesforce/label/c.Commodity_Gas';

const COMMODITIES = { Electricity: electricityLabel, Gas: gasLabel };
/** More supplies than these are chosen from a list. */
const MOST_BUTTONS = 3;
/** A smaller difference than half a percent is none. */
const NOTICEABLE = 0.005;

/** Twelve months of usage around now, one supply at a time, and in words what the next month will bring. */
export default class UsageChart extends LightningElement {
  /** A customer, property or supply; empty in the customer portal, which shows everything of the visitor. */
  @api recordId;
  /** For pages whose own heading says it already. */
  @api hideTitle = false;

  labels = {
    titleLabel,
    emptyLabel,
    emptyHintLabel,
    supplyLabel,
    monthLabel,
    nextMonthLabel
  };
  unit = 'kWh';
  usages;
  problem;
  chosenId;
  first = 0;
  received;

  get wantedId() {
    // Undefined would mean "not known yet" and hold the request back.
    return this.recordId ?? null;
  }

  @wire(getUsage, { recordId: '$wantedId' })
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      // A supply that has not begun has no month to show.
      this.usages = data.filter(({ months }) => months.length > 0);
      this.problem = undefined;
      this.choose(this.usage ?? this.usages[0]);
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get isLoading() {
    return !this.usages && !this.problem;
  }

  get isEmpty() {
    return !this.problem && this.usages !== undefined && !this.usage;
  }

  get usage() {
    return this.usages?.find(({ assetId }) => assetId === this.chosenId);
  }

  get isTitled() {
    return !this.hideTitle;
  }

  get frameClass() {
    return this.recordId ? 'frame frame_card' : 'frame';
  }

  get options() {
    const places = new Set(this.usages.map(({ place }) => place));
    return this.usages.map(({ assetId, commodity, place }) => ({
      value: assetId,
      isChosen: assetId === this.chosenId,
      label:
        places.size > 1 ? `${COMMODITIES[commodity] ?? commodity}, ${place}` : (COMMODITIES[commodity] ?? commodity)
    }));
  }

  get isChoice() {
    return this.usages?.length > 1;
  }

  get isShortChoice() {
    return this.usages.length <= MOST_BUTTONS;
  }

  get months() {
    return this.usage.months.slice(this.first, this.first + MONTHS_SHOWN);
  }

  get caption() {
    const { commodity, place } = this.usage;
    const what = fill(captionLabel, COMMODITIES[commodity] ?? commodity);
    return place ? `${what}, ${place}` : what;
  }

  get categories() {
    return this.months.map(({ month }, index) => ({
      key: month,
      label: monthInWords(month, { month: 'short' }),
      // The year stands below the first month and below each January.
      below: index === 0 || month.slice(5, 7) === '01' ? month.slice(0, 4) : '',
      name: monthInWords(month)
    }));
  }

  get series() {
    return [
      { key: 'actual', name: measuredLabel, look: 'solid', values: this.months.map(({ actualKwh }) => actualKwh) },
      {
        key: 'forecast',
        name: forecastLabel,
        look: 'hatched',
        values: this.months.map(({ forecastKwh }) => forecastKwh)
      }
    ];
  }

  get nextInWords() {
    const { months, nextMonth, nextMonthForecastKwh } = this.usage;
    const month = monthInWords(nextMonth);
    return isFigure(nextMonthForecastKwh)
      ? [
          fill(nextLabel, month, kwh(nextMonthForecastKwh)),
          compared(changeToYearBefore(months, nextMonth, nextMonthForecastKwh))
        ]
          .filter(Boolean)
          .join(' ')
      : fill(nextNoneLabel, month);
  }

  get summary() {
    const names = this.categories.map(({ name }) => name);
    const measured = measuredIn(this.months);
    return [
      fill(summaryLabel, names[0], names.at(-1)),
      measured
        ? fill(
            summaryHighestLabel,
            kwh(measured.total),
            monthInWords(measured.highest.month),
            kwh(measured.highest.actualKwh)
          )
        : summaryUnmeasuredLabel,
      this.nextInWords
    ].join(' ');
  }

  get turns() {
    const count = this.usage.months.length;
    return count <= MONTHS_SHOWN
      ? []
      : [
          { key: '-1', label: earlierLabel, isOff: this.first === 0 },
          { key: '1', label: laterLabel, isOff: this.first >= count - MONTHS_SHOWN }
        ];
  }

  handleButton(event) {
    this.chooseById(event.target.value);
  }

  handleChoice(event) {
    this.chooseById(event.detail.value);
  }

  handleTurn(event) {
    this.first = moved(this.first, Number(event.currentTarget.dataset.turn), this.usage.months.length);
  }

  async handleRetry() {
    this.problem = undefined;
    await refreshApex(this.received);
  }

  chooseById(id) {
    this.choose(this.usages.find(({ assetId }) => assetId === id));
  }

  choose(usage) {
    this.chosenId = usage?.assetId;
    this.first = usage ? firstShown(usage.months, usage.nextMonth) : 0;
  }
}

function kwh(value) {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 }).format(value);
}

function compared(change) {
  if (change === undefined) {
    return undefined;
  }
  if (Math.abs(change) < NOTICEABLE) {
    return sameLabel;
  }
  const share = new Intl.NumberFormat(LOCALE, { style: 'percent' }).format(Math.abs(change));
  return fill(change > 0 ? moreLabel : lessLabel, share);
}
