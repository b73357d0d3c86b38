const { setup } = require('@sa11y/jest');

setup();

// jsdom's reader of style sheets knows no container queries and reports every sheet that has one; browsers know them.
const report = console.error;
console.error = (problem, ...more) => {
  if (problem?.type !== 'css parsing') {
    report(problem, ...more);
  }
};

/** Lets promises, wires and renderings that are under way finish. */
globalThis.settled = async () => {
  for (let turn = 0; turn < 6; turn++) {
    await Promise.resolve();
  }
};

afterEach(() => {
  document.body.replaceChildren();
  jest.clearAllMocks();
});
