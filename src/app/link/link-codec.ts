import { hashOfView, pageViews, panelTabs, type PageView, type PanelTab } from '../page-view.ts';
import {
  decodeSetting,
  encodeSetting,
  isPersonalSetting,
  settingNames,
  type SettingName,
  type Settings,
} from '../settings.ts';

/** What a link says. Whatever it leaves open is undefined. */
export interface LinkContent {
  readonly view: PageView | undefined;
  readonly panel: PanelTab | undefined;
  /** File name of a sample, as far as the link goes: there may be none of that name. */
  readonly sample: string | undefined;
  /** All that differs from the defaults; undefined where the link names no setting and asks for no defaults. */
  readonly settings: Partial<Settings> | undefined;
  /** Names of what the link says that the page cannot take, in the link's order. */
  readonly dropped: readonly string[];
}

/** What a link is made of. */
export interface LinkSource {
  readonly view: PageView;
  readonly panel: PanelTab;
  readonly sample: string | undefined;
  readonly settings: Settings;
  /** What stands where nobody has chosen anything: the table's defaults under the model's. */
  readonly defaults: Settings;
}

/** Stands in a link for settings of which none differs from its default. */
const allDefaults = 'default';

/** A name of the link that the page does not know is shown no longer than this. */
const longestName = 32;

/** Parameters that views keep for themselves. */
const ownParameters: ReadonlySet<string> = new Set(['file']);

const write = (value: string): string => encodeURIComponent(value).replaceAll('%2F', '/');

/** The settings that a link names: those of the picture that are not at their defaults. */
export function linkedSettings({
  settings,
  defaults,
}: Pick<LinkSource, 'settings' | 'defaults'>): SettingName[] {
  return settingNames.filter((name) => !isPersonalSetting(name) && settings[name] !== defaults[name]);
}

/**
 * The hash that stands for a state of the page, as in `#view=plots&gamma=3&alphaOn=off`.
 *
 * @param isExplicit whether it also says that all else is at its default, for people with settings of their own
 */
export function encodeLink(source: LinkSource, isExplicit = false): string {
  const changed = linkedSettings(source);
  const pairs: string[] = [];
  if (source.panel !== 'loss') pairs.push(`panel=${source.panel}`);
  if (source.sample !== undefined) pairs.push(`sample=${write(source.sample)}`);
  if (isExplicit && changed.length === 0) pairs.push(`settings=${allDefaults}`);
  for (const name of changed) pairs.push(`${name}=${write(encodeSetting(name, source.settings[name]))}`);
  return [hashOfView(source.view), ...pairs].join('&');
}

/** Reads a hash. What is missing, broken or of another version of the page costs that part alone. */
export function decodeLink(hash: string): LinkContent {
  const dropped: string[] = [];
  const settings: Record<string, unknown> = {};
  const seen = new Set<string>();
  let view: PageView | undefined;
  let panel: PanelTab | undefined;
  let sample: string | undefined;
  let namesSettings = false;
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, ''))) {
    if (seen.has(name) || ownParameters.has(name)) continue;
    seen.add(name);
    let isTaken = false;
    if (name === 'view') isTaken = (view = pageViews.find((known) => known === text)) !== undefined;
    else if (name === 'panel') isTaken = (panel = panelTabs.find((known) => known === text)) !== undefined;
    else if (name === 'sample') isTaken = (sample = text === '' ? undefined : text) !== undefined;
    else if (name === 'settings') isTaken = namesSettings = text === allDefaults;
    else if (settingNames.some((known) => known === name)) {
      const value = decodeSetting(name as SettingName, text);
      // Of a link with a broken setting, all the others hold: it is a link with settings all the same.
      namesSettings = true;
      isTaken = value !== undefined;
      if (isTaken) settings[name] = value;
    }
    if (!isTaken) dropped.push(name.length > longestName ? `${name.slice(0, longestName)}…` : name);
  }
  return {
    view,
    panel,
    sample,
    settings: namesSettings ? settings : undefined,
    dropped,
  };
}

/** The parameters that a view keeps for itself, as they stand in `hash`. */
export function ownParametersOf(hash: string): string {
  const kept = [...new URLSearchParams(hash.replace(/^#/, ''))].filter(([name]) => ownParameters.has(name));
  return kept.map(([name, value]) => `&${name}=${write(value)}`).join('');
}
