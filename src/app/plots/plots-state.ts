import type { PhotoElements } from './photo-elements.ts';

/** What the plots know of the photo beyond its readout. */
export interface PlotsState {
  readonly phase: 'waiting' | 'counting' | 'ready' | 'failed';
  /** Of the photo on the stage; those of its earlier targets until the new ones are counted. */
  readonly elements: PhotoElements | undefined;
}

export const nothingPlotted: PlotsState = { phase: 'waiting', elements: undefined };
