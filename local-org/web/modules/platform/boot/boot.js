/** Starts a root component and proves that the page runs as the platform's does. */
import { createElement } from 'lwc';

/** Puts the root into `#app`; a page that cannot start says why instead of staying blank. */
export function boot(name, Root, properties) {
  const holder = document.getElementById('app');
  try {
    const element = createElement(name, { is: Root });
    // Without synthetic shadow the design system's global styles do not reach into components; nothing else would tell.
    if (!element.shadowRoot || element.shadowRoot.synthetic !== true) {
      throw new Error('Synthetic shadow is not active: synthetic-shadow.js must run before the application.');
    }
    Object.assign(element, properties);
    holder.appendChild(element);
  } catch (error) {
    console.error(error);
    holder.innerHTML = '';
    const panel = document.createElement('div');
    panel.className = 'slds-box slds-m-around_large';
    panel.setAttribute('role', 'alert');
    panel.textContent = `The page could not start: ${error.message}`;
    holder.appendChild(panel);
  }
}
