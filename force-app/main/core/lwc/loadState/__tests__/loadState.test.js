import { createElement } from 'lwc';
import LoadState from 'c/loadState';

const show = async (properties) => {
  const element = createElement('c-load-state', { is: LoadState });
  Object.assign(element, properties);
  document.body.append(element);
  await settled();
  return element;
};
const shown = ({ shadowRoot }) => ({
  waits: shadowRoot.querySelector('lightning-spinner') !== null,
  problem: shadowRoot.querySelector('[role="alert"] p')?.textContent,
  empty: shadowRoot.querySelector('.empty')?.textContent
});

describe('c-load-state', () => {
  it('takes no room when all is there', async () => {
    const element = await show({ emptyTitle: 'Nothing yet', emptyHint: 'Soon' });
    expect(element.shadowRoot.children).toHaveLength(0);
  });

  it('says to everybody that something is on its way', async () => {
    const element = await show({ isLoading: true });
    expect(element.shadowRoot.querySelector('lightning-spinner').alternativeText).toBe('c.Portal_Loading');
    expect(shown(element)).toEqual({ waits: true });
    await expect(element).toBeAccessible();
  });

  it('alerts to a problem and passes on the wish to try again', async () => {
    const element = await show({ problem: 'The service does not answer.' });
    const retried = jest.fn();
    element.addEventListener('retry', retried);
    expect(shown(element)).toEqual({ waits: false, problem: 'The service does not answer.' });
    await expect(element).toBeAccessible();
    const button = element.shadowRoot.querySelector('[role="alert"] lightning-button');
    expect(button.label).toBe('c.Portal_Retry');
    button.click();
    expect(retried).toHaveBeenCalledTimes(1);
    element.problem = undefined;
    element.isLoading = true;
    await settled();
    expect(shown(element)).toEqual({ waits: true });
  });

  it('says that there is nothing, and when there will be something', async () => {
    const element = await show({ isEmpty: true, emptyTitle: 'Nothing yet', emptyHint: 'Soon' });
    expect(shown(element)).toEqual({ waits: false, empty: 'Nothing yetSoon' });
    expect(element.shadowRoot.querySelector('.empty slot')).not.toBeNull();
    await expect(element).toBeAccessible();
  });
});
