import { commodityInWords, statusInWords } from 'c/supplyStatus';

describe('c-supply-status', () => {
  it('has words for every status, and shows an unknown one as it is', () => {
    expect(['Started', undefined, 'Paused'].map(statusInWords)).toEqual([
      'c.Contract_Status_Started',
      'c.Contract_Status_None',
      'Paused'
    ]);
  });

  it('has words for what is supplied', () => {
    expect(['Gas', 'Heat'].map(commodityInWords)).toEqual(['c.Commodity_Gas', 'Heat']);
  });
});
