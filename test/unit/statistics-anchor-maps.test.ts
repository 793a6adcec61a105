import { takeClassColumnReference } from '../../src/loss/reference/class-column.ts';
import { markAnchorsReference } from '../../src/statistics/reference/anchor-marks.ts';
import { findErrorProbabilityReference } from '../../src/statistics/reference/error-probability.ts';
import { keepOwnClassReference } from '../../src/statistics/reference/own-class.ts';
import { describeAnchorMaps } from '../support/anchor-maps-suite.ts';

describeAnchorMaps('twin', {
  errors: ({ logits, targets, classes }) => {
    const errors = new Float32Array(targets.length);
    const half = targets.length >> 1;
    findErrorProbabilityReference(logits, targets, classes, errors, 0, half);
    findErrorProbabilityReference(logits, targets, classes, errors, half);
    return Promise.resolve(errors);
  },
  column: ({ logits, targets, classes }, classIndex) =>
    Promise.resolve(takeClassColumnReference(logits, targets, classes, classIndex)),
  marks: (targets, marks) => Promise.resolve(markAnchorsReference(targets, marks)),
  ownClass: (targets, values, classIndex) => {
    const kept = values.slice();
    keepOwnClassReference(targets, kept, classIndex);
    return Promise.resolve(kept);
  },
});
