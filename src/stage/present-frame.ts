import { FocalScopeError } from '../base/errors.ts';
import { FrameReader } from './frame-reader.ts';
import type { StageRenderer } from './stage-renderer.ts';

/** Brings finished frames onto the canvas; also submits the commands that draw them. */
export interface FramePresenter {
  /**
   * Submits `encoder`, whose commands draw `frame`, and shows the result, with the canvas resized to it. One call at
   * a time.
   */
  present(encoder: GPUCommandEncoder, frame: GPUTexture): Promise<void>;
  dispose(): void;
}

/** The format of every frame; a canvas in this format takes a plain copy. */
export const frameFormat = 'rgba8unorm';

/** Sizing a canvas clears it, so this is done only right before the new frame is put there. */
function resizeCanvas(canvas: OffscreenCanvas, frame: GPUTexture): void {
  if (canvas.width !== frame.width) canvas.width = frame.width;
  if (canvas.height !== frame.height) canvas.height = frame.height;
}

/**
 * @throws FocalScopeError `internal` when the canvas has no such context, which is so when another kind was asked of
 * it before
 */
export function createFramePresenter(
  device: GPUDevice,
  canvas: OffscreenCanvas,
  presenter: StageRenderer<GPUBuffer>['presenter'],
): FramePresenter {
  return presenter === 'webgpu-canvas' ? presentOnWebGpu(device, canvas) : presentOn2d(device, canvas);
}

/** Copies each frame into the canvas's own texture. */
function presentOnWebGpu(device: GPUDevice, canvas: OffscreenCanvas): FramePresenter {
  const context = canvas.getContext('webgpu');
  if (!context) throw new FocalScopeError('internal', { reason: 'the stage has no WebGPU context' });
  const usage = GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT;
  context.configure({ device, format: frameFormat, usage, alphaMode: 'opaque' });
  return {
    present: async (encoder, frame) => {
      resizeCanvas(canvas, frame);
      const size = { width: frame.width, height: frame.height };
      encoder.copyTextureToTexture({ texture: frame }, { texture: context.getCurrentTexture() }, size);
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
    },
    dispose: () => context.unconfigure(),
  };
}

/**
 * Reads each frame back and puts it on a 2-D canvas. For software adapters, on which a WebGPU canvas can lose the
 * device in a headless browser.
 */
function presentOn2d(device: GPUDevice, canvas: OffscreenCanvas): FramePresenter {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new FocalScopeError('internal', { reason: 'the stage has no 2-D context' });
  const reader = new FrameReader(device);
  return {
    present: async (encoder, frame) => {
      const image = await reader.read(encoder, frame);
      resizeCanvas(canvas, frame);
      context.putImageData(image, 0, 0);
    },
    dispose: () => reader.dispose(),
  };
}
