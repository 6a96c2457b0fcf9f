// Lets the tests run on a kernel build of one's choice: HEED_BUILD=n8 npm test
import { type BuildName, configure } from '../../src/runtime/index.ts';

const build = process.env.HEED_BUILD;
if (build !== undefined) configure({ build: build as BuildName });
