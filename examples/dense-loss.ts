import { createDenseLoss } from 'focalscope/loss';
import { computeDenseLossReference } from 'focalscope/loss/reference';

const adapter = await navigator.gpu.requestAdapter();
if (!adapter) throw new Error('This browser has no WebGPU adapter.');
const device = await adapter.requestDevice();

const shape = { anchors: 1000, classes: 80 };
const logits = Float32Array.from({ length: 1000 * 80 }, (_, i) => 4 * Math.sin(i) - 4); // [A, K]
const targets = Int32Array.from({ length: 1000 }, (_, i) => (i % 50 === 0 ? i % 80 : -1)); // −1: background
const params = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' } as const;

const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
const inputs = {
  logits: device.createBuffer({ size: logits.byteLength, usage }),
  targets: device.createBuffer({ size: targets.byteLength, usage }),
};
device.queue.writeBuffer(inputs.logits, 0, logits);
device.queue.writeBuffer(inputs.targets, 0, targets);

const loss = await createDenseLoss(device, shape);
const encoder = device.createCommandEncoder();
loss.encode(encoder, inputs, params); // writes loss.perAnchor [A] and loss.gradient [A, K]
device.queue.submit([encoder.finish()]);
export const totals = await loss.readTotals();
export const expected = computeDenseLossReference(logits, targets, shape.classes, params).totals();
loss.dispose();
