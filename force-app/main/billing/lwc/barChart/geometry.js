/** Where the parts of a bar chart stand, in units of its own drawing. Pure: figures in, numbers and paths out. */

const TOP = 34;
const BOTTOM = 40;
const RIGHT = 4;
/** Room for the numbers of the axis: one digit takes about this much. */
const DIGIT = 7.5;
const AXIS_GAP = 10;
const MOST_LINES = 5;
const HATCH_STEP = 6;
/** Share of a category's width that its bars take. */
const FILLED = 0.76;
const MOST_BAR = 34;

/** The round step (1, 2, 2.5 or 5 times a power of ten) that covers `highest` with few lines. */
export function roundStep(highest, lines = MOST_LINES) {
  if (!(highest > 0)) {
    return 1;
  }
  const rough = highest / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}

/** Diagonal strokes inside a rectangle, as one path: a pattern would need an id, which synthetic shadow rewrites. */
export function hatching(x, y, width, height, step = HATCH_STEP) {
  const strokes = [];
  for (let offset = step; offset < width + height; offset += step) {
    const startX = x + Math.min(offset, width);
    const startY = y + Math.max(0, offset - width);
    const endX = x + Math.max(0, offset - height);
    const endY = y + Math.min(offset, height);
    strokes.push(`M${round(startX)} ${round(startY)}L${round(endX)} ${round(endY)}`);
  }
  return strokes.join('');
}

/**
 * A drawing of `width` by `height`: lines with their numbers, one slot per category, bars with their outline and hatching.
 * `series` are `[{key, values}]`, a missing value draws nothing; `write` turns a number into text.
 */
export function draw({ width, height, categories, series, highlighted, write }) {
  const values = series.flatMap((one) => one.values).filter((value) => value > 0);
  const step = roundStep(Math.max(0, ...values));
  const top = step * Math.max(1, Math.ceil(Math.max(0, ...values) / step));
  const numbers = [];
  for (let value = 0; value <= top + step / 2; value += step) {
    numbers.push(value);
  }
  const left = AXIS_GAP + Math.max(...numbers.map((value) => write(value).length)) * DIGIT;
  const floor = height - BOTTOM;
  const heightOf = (value) => (value / top) * (floor - TOP);
  const slot = (width - left - RIGHT) / Math.max(1, categories.length);
  const bar = Math.min(MOST_BAR, (slot * FILLED) / Math.max(1, series.length));

  return {
    viewBox: `0 0 ${width} ${height}`,
    floor,
    left,
    right: width - RIGHT,
    lines: numbers.map((value) => ({
      key: String(value),
      y: round(floor - heightOf(value)),
      labelX: left - 6,
      labelY: round(floor - heightOf(value) + 4),
      text: write(value)
    })),
    slots: categories.map(({ key, label, below }, index) => ({
      key,
      x: round(left + slot * index),
      width: round(slot),
      middle: round(left + slot * (index + 0.5)),
      labelY: floor + 17,
      belowY: floor + 33,
      top: TOP - 6,
      height: floor - TOP + 6,
      label,
      below,
      isHighlighted: key === highlighted
    })),
    bars: categories.flatMap((category, index) => {
      const present = series
        .map(({ key, values: own }, place) => ({ key, place, value: own[index] }))
        .filter(({ value }) => value !== null && value !== undefined);
      // What is there stands in the middle: a gap for an absent value would look like a zero.
      return present.map(({ key, place, value }, nth) => {
        const x = left + slot * (index + 0.5) + (nth - present.length / 2) * bar + 1;
        // A measured zero is a thin line: nothing at all would read as "not known".
        const tall = Math.max(1, heightOf(Math.max(0, value)));
        const y = floor - tall;
        return {
          key: `${category.key} ${key}`,
          category: index,
          series: place,
          outline: `M${round(x)} ${round(floor)}V${round(y)}H${round(x + bar - 2)}V${round(floor)}Z`,
          hatch: hatching(x, y, bar - 2, tall),
          value
        };
      });
    })
  };
}

function round(value) {
  return Math.round(value * 10) / 10;
}
