/** Navigation that remembers where it was sent: `navigate` and `generateUrl` are jest functions. */
import { createTestWireAdapter } from '@salesforce/wire-service-jest-util';

export const CurrentPageReference = createTestWireAdapter(jest.fn());

export const navigate = jest.fn();

const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](pageReference) {
      navigate(pageReference);
    }

    [GenerateUrl]({ attributes, state }) {
      const query = new URLSearchParams(state ?? {}).toString();
      return Promise.resolve(`/agency/${attributes.name}${query ? `?${query}` : ''}`);
    }
  };
NavigationMixin.Navigate = Navigate;
NavigationMixin.GenerateUrl = GenerateUrl;
