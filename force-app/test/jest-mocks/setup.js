const { setup } = require('@sa11y/jest');

setup();

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
