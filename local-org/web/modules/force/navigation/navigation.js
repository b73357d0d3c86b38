/** Navigation for components: the mixin, and the current page reference as a wire. */
import { currentReference, navigate, onReference, toUrl } from 'platform/router';

const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

/** Adds `this[NavigationMixin.Navigate](ref, replace)` and `this[NavigationMixin.GenerateUrl](ref)`. */
export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](pageReference, replace) {
      navigate(pageReference, replace);
    }
    [GenerateUrl](pageReference) {
      return Promise.resolve(toUrl(pageReference));
    }
  };
NavigationMixin.Navigate = Navigate;
NavigationMixin.GenerateUrl = GenerateUrl;

/** Lets a component without the mixin navigate: `@wire(NavigationContext) context`. */
export class NavigationContext {
  constructor(dataCallback) {
    this.dataCallback = dataCallback;
  }
  connect() {
    this.dataCallback({});
  }
  update() {}
  disconnect() {}
}

export const navigateTo = (context, pageReference, options) => navigate(pageReference, options?.replace);
export const generateUrl = (context, pageReference) => toUrl(pageReference);

/** Wires the page reference of the page the component stands on, and again when it changes. */
export class CurrentPageReference {
  constructor(dataCallback) {
    this.dataCallback = dataCallback;
  }
  connect() {
    this.end = onReference((reference) => {
      const text = JSON.stringify(reference);
      if (text !== this.told) {
        this.told = text;
        this.dataCallback(reference);
      }
    });
  }
  update() {}
  disconnect() {
    this.end?.();
    this.told = undefined;
  }
}

export { currentReference as getPageReference };
