// Tests of the Lightning web components: force-app/**/__tests__, run by sfdx-lwc-jest.
const { jestConfig } = require('@salesforce/sfdx-lwc-jest/config');

const mocks = '<rootDir>/force-app/test/jest-mocks';

module.exports = {
  ...jestConfig,
  roots: ['<rootDir>/force-app'],
  modulePathIgnorePatterns: ['<rootDir>/.localdevserver'],
  moduleNameMapper: {
    ...jestConfig.moduleNameMapper,
    // The resolver of sfdx-lwc-jest knows modules of JavaScript only.
    '^c/messageStyles$': '<rootDir>/force-app/main/core/lwc/messageStyles/messageStyles.css',
    '^c/pageStyles$': '<rootDir>/force-app/main/core/lwc/pageStyles/pageStyles.css',
    '^c/panelStyles$': '<rootDir>/force-app/main/core/lwc/panelStyles/panelStyles.css',
    '^c/propertyStyles$': '<rootDir>/force-app/main/portals/customer/lwc/propertyStyles/propertyStyles.css',
    '^c/tableStyles$': '<rootDir>/force-app/main/core/lwc/tableStyles/tableStyles.css',
    '^c/siteHeaderStyles$': '<rootDir>/force-app/main/core/lwc/siteHeaderStyles/siteHeaderStyles.css',
    '^lightning/actions$': `${mocks}/lightning/actions`,
    '^lightning/button$': `${mocks}/lightning/button/button`,
    '^lightning/navigation$': `${mocks}/lightning/navigation`,
  },
  setupFilesAfterEnv: [...(jestConfig.setupFilesAfterEnv ?? []), `${mocks}/setup.js`],
  // Axe needs more than the default five seconds on a busy machine.
  testTimeout: 20000,
};
