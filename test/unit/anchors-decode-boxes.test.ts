import { decodeBoxesReference } from '../../src/anchors/reference/decode-boxes.ts';
import { describeDecodeBoxes } from '../support/decode-boxes-suite.ts';

describeDecodeBoxes(
  'float64 twin',
  (deltas, anchors) => Promise.resolve(decodeBoxesReference(deltas, anchors)),
  1e-15,
);
