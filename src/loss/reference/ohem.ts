import { sortBitsDescending } from '../../gpu/reference/descending-order.ts';
import { InputError } from '../../gpu/input-error.ts';
import { resolveOhemParams, type OhemParams, type OhemSelection } from '../ohem-params.ts';
import { findOhemSurvivorsReference } from './ohem-survivors.ts';

/** What OHEM selects by, of A anchors; the buffers of `OhemInputs` as arrays. */
export interface OhemReferenceInputs {
  /** float32 `[A]`; numbers of more digits are rounded to it. */
  readonly perAnchor: Float32Array | Float64Array;
  /** float32 `[A, 4]` corners in pixels. */
  readonly boxes: Float32Array;
  /** int32 `[A]`: class index, −1 background, −2 ignored. */
  readonly targets: Int32Array;
}

/** The outputs of the kernel as arrays. */
export interface OhemReferenceResult extends OhemSelection {
  /** `[A]` 1 where selected, else 0. */
  readonly selected: Uint32Array<ArrayBuffer>;
  /** `[A]` the target where selected, else −2. */
  readonly targets: Int32Array<ArrayBuffer>;
}

/** As in the kernel. */
const infinityBits = 0x7f800000;
const farthest = 1e7;

/**
 * Twin of the kernel `ohem`, and what selects where there is no GPU; see `createOhem` for what is selected. The same
 * bits decide in both, so that they agree without exception.
 *
 * @throws InputError for params outside their range, or arrays that are too short
 */
export function computeOhemReference(
  { perAnchor, boxes, targets: given }: OhemReferenceInputs,
  params: OhemParams,
): OhemReferenceResult {
  const resolved = resolveOhemParams(params);
  const count = given.length;
  if (perAnchor.length < count) throw new InputError('perAnchor.length', perAnchor.length, `be ${count}`);
  if (boxes.length < count * 4) throw new InputError('boxes.length', boxes.length, `be ${count * 4}`);

  const eligible = listEligible(perAnchor, boxes, given);
  const losses = Float32Array.from(eligible, (anchor) => perAnchor[anchor] ?? 0);
  const order = sortBitsDescending(new Uint32Array(losses.buffer)).map((place) => eligible[place] ?? 0);
  const survivors = findOhemSurvivorsReference(order, boxes, given, resolved);

  const isPositive = (anchor: number): boolean => (given[anchor] ?? -1) >= 0;
  const first = survivors.anchors.slice(0, resolved.count);
  let positives = first.filter(isPositive).length;
  let negatives = first.length - positives;
  if (resolved.negativesPerPositive > 0) {
    positives = Math.max(positives, Math.min(survivors.positives, resolved.quota));
    negatives = Math.min(resolved.count - positives, resolved.negativesPerPositive * positives);
  }

  const selected = new Uint32Array(count);
  const targets = new Int32Array(count).fill(-2);
  const anchors: number[] = [];
  let foreground = 0;
  for (const anchor of survivors.anchors) {
    const background = anchors.length - foreground;
    if (isPositive(anchor) ? foreground >= positives : background >= negatives) continue;
    if (isPositive(anchor)) foreground++;
    anchors.push(anchor);
    selected[anchor] = 1;
    targets[anchor] = given[anchor] ?? -2;
  }
  return { selected, targets, anchors, foreground, background: anchors.length - foreground };
}

/** Anchors that are not ignored, of finite loss and with a box that is no farther than 1e7 pixels off. */
function listEligible(
  perAnchor: Float32Array | Float64Array,
  boxes: Float32Array,
  targets: Int32Array,
): Uint32Array {
  const eligible = new Uint32Array(targets.length);
  const loss = new Float32Array(1);
  const lossBits = new Uint32Array(loss.buffer);
  let count = 0;
  for (let anchor = 0; anchor < targets.length; anchor++) {
    loss[0] = perAnchor[anchor] ?? 0;
    if ((targets[anchor] ?? -2) < -1 || ((lossBits[0] ?? 0) & 0x7fffffff) >= infinityBits) continue;
    let isBounded = true;
    for (let at = anchor * 4; at < anchor * 4 + 4; at++)
      if (!(Math.abs(boxes[at] ?? NaN) <= farthest)) isBounded = false;
    if (isBounded) eligible[count++] = anchor;
  }
  return eligible.subarray(0, count);
}
