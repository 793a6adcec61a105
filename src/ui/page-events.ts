import type { AlbumAction } from '../app/album/album-state.ts';
import type { OpenedFiles } from '../app/album/opened-file.ts';
import type { Settings } from '../app/settings.ts';
import type { GroundTruthAction } from '../app/ground-truth/ground-truth-state.ts';
import type { InspectAction } from '../app/inspect/inspect-state.ts';
import type { KernelsAction } from '../app/kernels/kernels-state.ts';
import type { ModelsAction } from '../app/models/models-state.ts';
import type { OfflineAction } from '../app/offline/offline-state.ts';
import type { LinkAction } from '../app/link/link-state.ts';
import type { PanelTab } from '../app/page-view.ts';
import type { Sample } from '../app/samples.ts';
import type { TourAction } from '../app/tour/tour-state.ts';
import type { VideoAction } from '../app/video/video-state.ts';
import type { SerialisedError } from '../base/errors.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';

/** The dialogs of help. */
export type HelpDialog = 'share' | 'keyboard' | 'diagnostics';

/** What elements ask of the page, by event name. All bubble up to `fs-app`, which hands them to the controller. */
export interface PageEvents {
  'fs-settings': { readonly change: Partial<Settings>; readonly inputEpoch: number };
  'fs-reset-settings': null;
  'fs-loss-preset': { readonly preset: Settings['lossPreset']; readonly inputEpoch: number };
  'fs-open-files': OpenedFiles;
  'fs-album': { readonly action: AlbumAction };
  'fs-open-sample': { readonly sample: Sample };
  'fs-cancel-opening': null;
  'fs-view': { readonly view: StageView; readonly theme: StageTheme };
  'fs-highlight': { readonly detection: number | undefined };
  'fs-dismiss-message': null;
  'fs-retry': null;
  'fs-download-results': null;
  'fs-show-threshold': null;
  'fs-ground-truth': { readonly action: GroundTruthAction };
  'fs-inspect': { readonly action: InspectAction };
  'fs-save-picture': null;
  'fs-kernels': { readonly action: KernelsAction };
  'fs-models': { readonly action: ModelsAction };
  'fs-video': { readonly action: VideoAction };
  /** Something that was to be opened cannot be. */
  'fs-refused': { readonly error: SerialisedError };
  'fs-offline': { readonly action: OfflineAction };
  'fs-tour': { readonly action: TourAction };
  'fs-link': { readonly action: LinkAction };
  /** Which of the dialogs of help is open; none where undefined. */
  'fs-help': { readonly dialog: HelpDialog | undefined };
  'fs-panel': { readonly panel: PanelTab };
  /** Height of the phone's sheet, as a share of the window. */
  'fs-sheet': { readonly share: number };
}

/** Sends one of the page's events up through all shadow roots. */
export function emitPageEvent<Name extends keyof PageEvents>(
  from: HTMLElement,
  name: Name,
  detail: PageEvents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Asks for a change of settings that began with this input event. */
export function emitSettings(from: HTMLElement, change: Partial<Settings>, cause: Event): void {
  emitPageEvent(from, 'fs-settings', { change, inputEpoch: epochOf(cause) });
}

/** When an input event happened, in epoch milliseconds. */
export function epochOf(cause: Event): number {
  return performance.timeOrigin + cause.timeStamp;
}
