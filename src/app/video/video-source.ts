import { FocalScopeError, hasCode } from '../../base/errors.ts';
import { cameraError } from './camera-error.ts';

/** Which way a phone's camera looks. */
export type Facing = 'environment' | 'user';

/** A camera or a video file that plays. */
export interface VideoSource {
  readonly kind: 'camera' | 'file';
  readonly name: string;
  readonly element: HTMLVideoElement;
  readonly canSwitch: boolean;
  /** Calls `listener` when the video is over, or the camera is gone. */
  onEnd(listener: (reason: 'ended' | 'lost') => void): void;
  /** Lets go of the camera or the file, at once. */
  release(): void;
}

export interface OpenCameraOptions {
  readonly facing: Facing;
  readonly signal: AbortSignal;
}

/** More than the network sees of a frame; browsers give what comes nearest. */
const wishedSize = { width: { ideal: 1280 }, height: { ideal: 720 } } as const;

/**
 * Opens a camera.
 *
 * @throws FocalScopeError `camera-unsupported`, `camera-denied`, `camera-none`, `camera-busy`; the signal's reason
 */
export async function openCamera(
  devices: MediaDevices | undefined,
  { facing, signal }: OpenCameraOptions,
): Promise<VideoSource> {
  if (!devices) throw new FocalScopeError('camera-unsupported');
  const stream = await devices
    .getUserMedia({ audio: false, video: { ...wishedSize, facingMode: { ideal: facing } } })
    .catch((error: unknown) => {
      throw cameraError(error);
    });
  const release = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  try {
    signal.throwIfAborted();
    const element = createElement();
    element.srcObject = stream;
    await play(element, '');
    signal.throwIfAborted();
    const [track] = stream.getVideoTracks();
    const all = await devices.enumerateDevices().catch(() => []);
    return {
      kind: 'camera',
      name: track?.label ?? '',
      element,
      canSwitch: all.filter(({ kind }) => kind === 'videoinput').length > 1,
      onEnd: (listener) => track?.addEventListener('ended', () => listener('lost')),
      release: () => {
        release();
        element.srcObject = null;
      },
    };
  } catch (error) {
    release();
    throw hasCode(error, 'video-unsupported') ? cameraError(error) : error;
  }
}

/**
 * Opens a video file.
 *
 * @throws FocalScopeError `video-unsupported` where the browser cannot play it; the signal's reason
 */
export async function openVideoFile(file: File, signal: AbortSignal): Promise<VideoSource> {
  const element = createElement();
  const address = URL.createObjectURL(file);
  const release = (): void => {
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(address);
  };
  element.src = address;
  try {
    await play(element, file.name);
    signal.throwIfAborted();
  } catch (error) {
    release();
    throw error;
  }
  return {
    kind: 'file',
    name: file.name,
    element,
    canSwitch: false,
    onEnd: (listener) => element.addEventListener('ended', () => listener('ended')),
    release,
  };
}

function createElement(): HTMLVideoElement {
  const element = document.createElement('video');
  element.muted = true;
  element.playsInline = true;
  return element;
}

/** Starts an element; it has a size and a first frame then. */
async function play(element: HTMLVideoElement, fileName: string): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    const reason = element.error?.message ?? (error instanceof Error ? error.message : String(error));
    throw new FocalScopeError('video-unsupported', { fileName, reason }, { cause: error });
  }
  // A file of sound alone plays, too.
  if (element.videoWidth === 0)
    throw new FocalScopeError('video-unsupported', { fileName, reason: 'no picture' });
}
