import { createElement } from 'lwc';
import ListHead from 'c/listHead';

const show = async (properties) => {
  const element = Object.assign(createElement('c-list-head', { is: ListHead }), properties);
  element.refresh = jest.fn();
  element.addEventListener('refresh', element.refresh);
  document.body.append(element);
  await settled();
  return element;
};
const part = ({ shadowRoot }, selector) => shadowRoot.querySelector(selector);

describe('c-list-head', () => {
  it('names the list, says what there is to say, and asks for the list again', async () => {
    const element = await show({ listTitle: 'Readings', note: '3 of 12', isRefreshable: true });
    expect(part(element, 'h2').textContent).toBe('Readings');
    expect(part(element, '[role="status"]').textContent).toBe('3 of 12');
    part(element, '.refresh').click();
    expect(element.refresh).toHaveBeenCalledTimes(1);
    await expect(element).toBeAccessible();
  });

  it('has nothing to press while nothing is there, and no title where the page has one', async () => {
    const element = await show({});
    expect(part(element, 'h2')).toBeNull();
    expect(part(element, '.refresh')).toBeNull();
  });
});
