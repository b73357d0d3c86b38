import { LightningElement, api } from 'lwc';
import LOCALE from '@salesforce/i18n/locale';
import { draw } from './geometry';
import showTableLabel from '@salesforce/label/c.Chart_Show_Table';
import showChartLabel from '@salesforce/label/c.Chart_Show_Chart';
import noValueLabel from '@salesforce/label/c.Chart_No_Value';

/** Drawings for narrow, middling and wide places; CSS shows the one that fits, so that letters keep their size. */
const SIZES = [
  { name: 'small', width: 360, height: 250 },
  { name: 'medium', width: 640, height: 300 },
  { name: 'large', width: 1000, height: 330 }
];

/**
 * A bar chart of one or more series, drawn as SVG without a library. A button shows the same figures as a table.
 * Series are told apart by filling and outline, not by colour alone.
 */
export default class BarChart extends LightningElement {
  /** What the figures are, in a few words; the name of the table too. */
  @api caption = '';
  /** What a person who cannot see the picture should hear. */
  @api summary = '';
  /** Head of the table's first column. */
  @api categoryHeading = '';
  /** Unit of every value, for example kWh. */
  @api unit = '';
  /** Key of the category to stress. */
  @api highlighted;
  /** What is special about it. */
  @api highlightLabel = '';
  /** Digits after the decimal mark. */
  @api digits = 0;
  /** `[{key, label, below?, name}]`: below the bars stand label and below, in the table the name. */
  @api categories = [];
  /** `[{key, name, look: 'solid' | 'hatched', values}]`: one value per category; null where there is none. */
  @api series = [];

  isTable = false;

  get toggleLabel() {
    return this.isTable ? showChartLabel : showTableLabel;
  }

  get legend() {
    return this.series.map(({ key, name, look }) => ({ key, name, ...classesOf(look) }));
  }

  get drawings() {
    return SIZES.map(({ name, width, height }) => {
      const drawing = draw({
        width,
        height,
        categories: this.categories,
        series: this.series,
        highlighted: this.highlighted,
        write: (value) => this.write(value)
      });
      const stressed = drawing.slots.find(({ isHighlighted }) => isHighlighted);
      return {
        ...drawing,
        name,
        className: `drawing drawing_${name}`,
        stressed: stressed && { ...stressed, ...placeOfText(stressed, drawing), text: this.highlightLabel },
        slots: drawing.slots.map((slot) => ({
          ...slot,
          className: slot.isHighlighted ? 'label label_stressed' : 'label'
        })),
        bars: drawing.bars.map((bar) => ({
          ...bar,
          ...classesOf(this.series[bar.series].look),
          title: `${this.categories[bar.category].name}, ${this.series[bar.series].name}: ${this.withUnit(bar.value)}`
        }))
      };
    });
  }

  get headings() {
    return this.series.map(({ key, name }) => ({ key, text: this.unit ? `${name} (${this.unit})` : name }));
  }

  get rows() {
    return this.categories.map(({ key, name }, index) => ({
      key,
      name,
      note: key === this.highlighted ? this.highlightLabel : undefined,
      className: key === this.highlighted ? 'row_stressed' : undefined,
      cells: this.series.map(({ key: seriesKey, values }) => ({
        key: seriesKey,
        text: isValue(values[index]) ? this.write(values[index]) : undefined
      }))
    }));
  }

  get noValue() {
    return noValueLabel;
  }

  write(value) {
    return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: this.digits }).format(value);
  }

  withUnit(value) {
    return this.unit ? `${this.write(value)} ${this.unit}` : this.write(value);
  }

  handleToggle() {
    this.isTable = !this.isTable;
  }
}

function isValue(value) {
  return value !== null && value !== undefined;
}

function classesOf(look) {
  const isHatched = look === 'hatched';
  return { isHatched, barClass: isHatched ? 'bar bar_hatched' : 'bar bar_solid' };
}

/** The words above a stressed slot at the edge end or begin there, so that nothing is cut off. */
function placeOfText({ middle, x, width }, { left, right }) {
  const share = (middle - left) / (right - left);
  if (share > 0.85) {
    return { textX: x + width, anchor: 'end' };
  }
  return share < 0.15 ? { textX: x, anchor: 'start' } : { textX: middle, anchor: 'middle' };
}
