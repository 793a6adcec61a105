import { expect, it } from 'vitest';
import { hardestCount } from '../../src/stage/hardest-share-reading.ts';
import { computeHardestShareReference } from '../../src/stage/reference/hardest-share.ts';
import { describeHardestShare } from '../support/hardest-share-suite.ts';

describeHardestShare('twin', (...given) => Promise.resolve(computeHardestShareReference(...given)), 300);

it('a share of the anchors is one of them at least, and all at most', () => {
  expect([0.01, 0.0001, 0.0000001, 1].map((share) => hardestCount(share, 110_484))).toEqual([
    1105, 11, 1, 110_484,
  ]);
});
