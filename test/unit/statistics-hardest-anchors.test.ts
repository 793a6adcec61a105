import { findHardestAnchorsReference } from '../../src/statistics/reference/hardest-anchors.ts';
import { describeHardestAnchors } from '../support/hardest-anchors-suite.ts';

describeHardestAnchors('twin', (...given) => Promise.resolve(findHardestAnchorsReference(...given)), 300);
