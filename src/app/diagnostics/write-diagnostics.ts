import type { AppState } from '../app-state.ts';
import { encodeLink } from '../link/link-codec.ts';
import { stepKeys } from '../placement-text.ts';
import { resolveSettings } from '../settings.ts';
import type { Environment } from './environment.ts';

/** Of the page and of ONNX Runtime, as they were built. */
export interface BuildVersions {
  readonly page: string;
  readonly onnxRuntime: string;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const yes = (value: boolean | undefined): string => (value === undefined ? 'unknown' : value ? 'yes' : 'no');

/**
 * Everything that whoever looks for a fault asks first, as text. In English whatever the page speaks, since it goes to
 * the project. Nothing of the photo is in it, no class or box, and no name of a file: a model's name can be one.
 */
export function writeDiagnostics(state: AppState, environment: Environment, versions: BuildVersions): string {
  return [
    section('FocalScope', [
      ['version', versions.page],
      ['ONNX Runtime Web', versions.onnxRuntime],
      ['engine', state.engine + (state.restarting ? ', restarting' : '')],
      ['phase', state.phase.name],
      ['view', `${state.view}, ${state.panel}`],
      ['last message', state.message?.error.code ?? 'none'],
      ...modelLines(state),
    ]),
    section('Placement', placementLines(state)),
    section('Milliseconds', timeLines(state)),
    section('Settings', [['differing', settingsOf(state)]]),
    section('Browser', browserLines(environment)),
    section('WebGPU adapter', adapterLines(environment)),
  ].join('\n');
}

type Line = readonly [name: string, value: string];

function section(title: string, lines: readonly Line[]): string {
  return [`## ${title}`, ...lines.map(([name, value]) => `${name}: ${value}`), ''].join('\n');
}

function modelLines({ model, analysis }: AppState): Line[] {
  const described: Line[] = model
    ? [
        [
          'model',
          `${model.classes.length} classes, ${model.levels.join(' ')}, default input ${model.defaultInputSize}`,
        ],
      ]
    : [['model', 'not loaded']];
  if (!analysis) return described;
  const input = `${analysis.inputWidth} × ${analysis.inputHeight}, ${analysis.anchorCount} anchors`;
  return [...described, ['network input', input]];
}

function placementLines({ placement, analysis }: AppState): Line[] {
  if (!placement) return [['placement', 'not known yet']];
  const { model, modelReason, kernels, kernelsReason, adapter } = placement;
  return [
    ['model', `${model} (${modelReason})`],
    ['loss and drawing', `${kernels} (${kernelsReason})`],
    ['threads', analysis ? String(analysis.placement.threads) : 'not known yet'],
    ['adapter', adapter === '' ? 'none' : adapter],
  ];
}

function timeLines({ analysis }: AppState): Line[] {
  if (!analysis) return [['last analysis', 'none']];
  return stepKeys.map(({ step }): Line => [step, analysis.times[step].toFixed(1)]);
}

function settingsOf({ settings, model }: AppState): string {
  const source = { view: 'microscope', panel: 'loss', sample: undefined, settings } as const;
  const [, ...pairs] = encodeLink({ ...source, defaults: resolveSettings({}, model) }).split('&');
  return pairs.length > 0 ? pairs.join(' ') : 'none';
}

function browserLines(environment: Environment): Line[] {
  const { storage, memory } = environment;
  return [
    ['user agent', environment.userAgent],
    ['languages', environment.languages.join(', ')],
    ['cross-origin isolated', yes(environment.isIsolated)],
    ['secure context', yes(environment.isSecure)],
    ['works offline', yes(environment.offlineReady)],
    ['logical cores', String(environment.cores)],
    ['memory', memory === undefined ? 'not told' : `${memory} GiB or more`],
    ['window', `${environment.window}, ${environment.pixelRatio} device pixels each`],
    ['touch', yes(environment.isTouch)],
    ['reduced motion', yes(environment.isReducedMotion)],
    ['forced colours', yes(environment.isForcedColours)],
    ['storage', storage ? `${megabytes(storage.usage)} of ${megabytes(storage.quota)}` : 'not told'],
    ['storage persistent', yes(environment.isStoragePersistent)],
  ];
}

function adapterLines({ adapter }: Environment): Line[] {
  if (!adapter) return [['adapter', 'none']];
  return [
    ['vendor', adapter.vendor],
    ['architecture', adapter.architecture],
    ['description', adapter.description],
    ['fallback', yes(adapter.isFallback)],
    ['features', adapter.features.join(', ')],
    ...Object.entries(adapter.limits).map(([name, value]): Line => [name, String(value)]),
  ];
}
