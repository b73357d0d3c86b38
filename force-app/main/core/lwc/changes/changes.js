import { messageFor } from 'c/errors';

/**
 * For components that ask the server for a change: `attempt` does one at a time (`isBusy` meanwhile) and keeps in `problem` what went wrong.
 *
 * @template {new (...args: any[]) => import('lwc').LightningElement} T
 * @param {T} Base
 */
export const ChangeMixin = (Base) =>
  class extends Base {
    isBusy = false;
    problem;

    /**
     * Answers whether the change is done; `failed` is shown when the server gave no words of its own.
     * @param {() => Promise<unknown>} change
     * @param {string} failed
     */
    async attempt(change, failed) {
      this.isBusy = true;
      this.problem = undefined;
      try {
        await change();
        return true;
      } catch (error) {
        this.problem = messageFor(error, failed);
        return false;
      } finally {
        this.isBusy = false;
      }
    }
  };
