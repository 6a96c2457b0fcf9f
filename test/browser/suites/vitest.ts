// Stands in for `vitest` in a page: its runner, assertions and spies are the same, only what ties them to Node is not here.
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = chai.expect;
export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from '@vitest/runner';
export * as vi from '@vitest/spy';
