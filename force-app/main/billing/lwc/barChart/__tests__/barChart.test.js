import { createElement } from 'lwc';
import BarChart from 'c/barChart';
import { draw, hatching, roundStep } from '../geometry';

const CATEGORIES = [
  { key: '2026-11', label: 'Nov', name: 'November 2026' },
  { key: '2026-12', label: 'Dec', name: 'December 2026' },
  { key: '2027-01', label: 'Jan', below: '2027', name: 'January 2027' }
];
const SERIES = [
  { key: 'actual', name: 'Measured', look: 'solid', values: [210, 0, null] },
  { key: 'forecast', name: 'Forecast', look: 'hatched', values: [200, 290, 1312.4] }
];

const show = async () => {
  const element = createElement('c-bar-chart', { is: BarChart });
  Object.assign(element, {
    caption: 'Usage in kWh',
    summary: 'Bar chart of three months.',
    categoryHeading: 'Month',
    unit: 'kWh',
    highlighted: '2027-01',
    highlightLabel: 'Next month',
    categories: CATEGORIES,
    series: SERIES
  });
  document.body.append(element);
  await settled();
  return element;
};
const texts = (parent, selector) => [...parent.querySelectorAll(selector)].map((one) => one.textContent.trim());

describe('c-bar-chart', () => {
  it('draws a bar for each value and none where there is none', async () => {
    const { shadowRoot } = await show();
    const drawing = shadowRoot.querySelector('.drawing_large');
    expect(texts(drawing, 'g > title')).toEqual([
      'November 2026, Measured: 210 kWh',
      'November 2026, Forecast: 200 kWh',
      'December 2026, Measured: 0 kWh',
      'December 2026, Forecast: 290 kWh',
      'January 2027, Forecast: 1,312 kWh'
    ]);
  });

  it('tells the series apart by more than their colour', async () => {
    const { shadowRoot } = await show();
    const drawing = shadowRoot.querySelector('.drawing_small');
    expect(drawing.querySelectorAll('.bar_solid')).toHaveLength(2);
    expect(drawing.querySelectorAll('.bar_hatched')).toHaveLength(3);
    expect(drawing.querySelectorAll('.hatch')).toHaveLength(3);
    expect(texts(shadowRoot, '.entry')).toEqual(['Measured', 'Forecast']);
  });

  it('stresses one category in words', async () => {
    const { shadowRoot } = await show();
    const drawing = shadowRoot.querySelector('.drawing_medium');
    expect(texts(drawing, '.stress-words')).toEqual(['Next month']);
    expect(texts(drawing, '.label_stressed')).toEqual(['Jan', '2027']);
  });

  it('says what the picture shows and is accessible', async () => {
    const element = await show();
    const drawing = element.shadowRoot.querySelector('svg.drawing');
    expect(drawing.getAttribute('role')).toBe('img');
    expect(drawing.getAttribute('aria-label')).toBe('Bar chart of three months.');
    await expect(element).toBeAccessible();
  });

  it('shows the same figures as a table and goes back', async () => {
    const element = await show();
    const { shadowRoot } = element;
    const button = shadowRoot.querySelector('button');
    expect(button.textContent).toBe('c.Chart_Show_Table');
    button.click();
    await settled();
    expect(shadowRoot.querySelector('svg.drawing')).toBeNull();
    expect(texts(shadowRoot, 'thead th')).toEqual(['Month', 'Measured (kWh)', 'Forecast (kWh)']);
    expect(texts(shadowRoot, 'tbody th')).toEqual(['November 2026', 'December 2026', 'January 2027Next month']);
    expect(texts(shadowRoot, 'tbody td')).toEqual(['210', '200', '0', '290', '–c.Chart_No_Value', '1,312']);
    expect(button.textContent).toBe('c.Chart_Show_Chart');
    await expect(element).toBeAccessible();
    button.click();
    await settled();
    expect(shadowRoot.querySelector('table')).toBeNull();
  });

  it('draws nothing without figures', async () => {
    const element = createElement('c-bar-chart', { is: BarChart });
    document.body.append(element);
    await settled();
    expect(element.shadowRoot.querySelectorAll('.bar')).toHaveLength(0);
  });
});

describe('the geometry of a bar chart', () => {
  it('steps in round numbers', () => {
    expect([0, 4, 9, 312, 5000].map((highest) => roundStep(highest))).toEqual([1, 1, 2, 100, 1000]);
    expect(roundStep(0.7)).toBeCloseTo(0.2);
  });

  it('keeps every bar between the floor and the highest line', () => {
    const { bars, lines, floor } = draw({
      width: 360,
      height: 250,
      categories: CATEGORIES,
      series: SERIES,
      write: String
    });
    const highest = Math.min(...lines.map(({ y }) => y));
    for (const { outline } of bars) {
      const [, bottom, top] = /^M[\d.]+ ([\d.]+)V([\d.]+)H/.exec(outline);
      expect(Number(bottom)).toBe(floor);
      expect(Number(top)).toBeGreaterThanOrEqual(highest);
      expect(Number(top)).toBeLessThan(floor);
    }
  });

  it('hatches inside the bar only', () => {
    const numbers = hatching(10, 20, 8, 30)
      .split(/[ML]/)
      .filter(Boolean)
      .map((point) => point.split(' ').map(Number));
    expect(numbers.length).toBeGreaterThan(8);
    for (const [x, y] of numbers) {
      expect(x >= 10 && x <= 18 && y >= 20 && y <= 50).toBe(true);
    }
  });
});
