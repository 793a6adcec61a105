import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createBoxLoss, type BoxLossInputs } from '../../src/loss/box-loss.ts';
import { completeParams, type BoxCase, type BoxLossResult, type BoxParams } from './box-loss.ts';

/** Uploads a case; `padding` words of rubbish are added to every buffer. */
export function uploadBoxCase(resources: GpuResources, boxCase: BoxCase, padding = 0): BoxLossInputs {
  const upload = (name: keyof BoxCase) => {
    const data = boxCase[name];
    const words = new Int32Array(data.length + padding).fill(7);
    words.set(new Int32Array(data.buffer, data.byteOffset, data.length));
    return resources.createBufferWithData(name, words);
  };
  return {
    deltas: upload('deltas'),
    anchorBoxes: upload('anchorBoxes'),
    targets: upload('targets'),
    matched: upload('matched'),
    groundTruth: upload('groundTruth'),
  };
}

/** Runs the kernel once in buffers of its own. */
export async function computeBoxLossWithKernel(
  device: GPUDevice,
  boxCase: BoxCase,
  params: BoxParams,
  padding = 0,
): Promise<BoxLossResult> {
  const anchors = boxCase.targets.length;
  const resources = new GpuResources(device, 'box loss test');
  const loss = await createBoxLoss(device, { anchors }, { gradient: true });
  try {
    const inputs = uploadBoxCase(resources, boxCase, padding);
    const encoder = device.createCommandEncoder();
    loss.encode(encoder, inputs, completeParams(boxCase, params), { gradient: true });
    device.queue.submit([encoder.finish()]);
    return {
      perAnchor: new Float32Array(await readBuffer(device, loss.perAnchor, anchors * 4)),
      gradient: new Float32Array(await readBuffer(device, loss.gradient!, anchors * 16)),
      totals: await loss.readTotals(),
    };
  } finally {
    loss.dispose();
    resources.dispose();
  }
}
