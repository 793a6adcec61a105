import { describe, expect, it } from 'vitest';
import { toEngineSettings } from '../../src/app/engine-settings.ts';
import {
  inputSizeChoices,
  isValidSetting,
  loadChosenSettings,
  resolveSettings,
  saveChosenSettings,
  settingTable,
  type SettingName,
  type Settings,
} from '../../src/app/settings.ts';
import type { ModelDescription } from '../../src/engine/messages.ts';
import { fakeModel } from '../support/fake-engine.ts';

const storageWith = (content: string | null): Pick<Storage, 'getItem'> => ({ getItem: () => content });

describe('the settings table', () => {
  it.each(Object.keys(settingTable) as SettingName[])('%s has a default that is valid', (name) => {
    expect(isValidSetting(name, settingTable[name].default)).toBe(true);
    expect(isValidSetting(name, undefined)).toBe(false);
    expect(isValidSetting(name, Number.NaN)).toBe(false);
  });
});

describe('resolveSettings', () => {
  it('takes the model’s own best settings until a person chooses others', () => {
    expect(resolveSettings({}, fakeModel)).toMatchObject({
      scoreThreshold: 0.42,
      nmsIou: 0.55,
      inputSize: 512,
    });
    expect(resolveSettings({ inputSize: 896, nmsIou: 0.3 }, fakeModel)).toMatchObject({
      scoreThreshold: 0.42,
      nmsIou: 0.3,
      inputSize: 896,
    });
  });

  it('ignores what a model asks for beyond the ranges', () => {
    const { scoreThreshold } = resolveSettings({}, { ...fakeModel, displayScore: 7 });
    expect(scoreThreshold).toBe(settingTable.scoreThreshold.default);
  });

  it('takes and offers a model’s own input size, whatever it is', () => {
    const small = { ...fakeModel, defaultInputSize: 128 };
    expect(resolveSettings({}, small).inputSize).toBe(128);
    expect(inputSizeChoices(small).slice(0, 2)).toEqual([128, 320]);
    expect(inputSizeChoices(fakeModel)).toEqual(settingTable.inputSize.choices);
  });

  it('offers a model of one size no other, whatever was chosen for others', () => {
    const fixed = { ...fakeModel, defaultInputSize: 640, hasFixedInput: true };
    expect(inputSizeChoices(fixed)).toEqual([640]);
    expect(resolveSettings({ inputSize: 896 }, fixed).inputSize).toBe(640);
    expect(resolveSettings({ inputSize: 896 }, fakeModel).inputSize).toBe(896);
  });

  it('shows all classes where the model has not the one that was chosen', () => {
    const last = fakeModel.classes.length - 1;
    expect(resolveSettings({ onlyClass: last }, fakeModel).onlyClass).toBe(last);
    expect(resolveSettings({ onlyClass: last + 1 }, fakeModel).onlyClass).toBe('all');
    expect(resolveSettings({ onlyClass: last + 1 }).onlyClass).toBe(last + 1);
  });

  it('keeps the score above the model’s floor', () => {
    expect(resolveSettings({ scoreThreshold: 0 }, fakeModel).scoreThreshold).toBe(0.05);
  });
});

describe('toEngineSettings', () => {
  it('turns the switched-off α into none, and keeps its value for later', () => {
    const settings = resolveSettings({ alpha: 0.75, alphaOn: false });
    expect(toEngineSettings(settings, { panel: 'loss', chosen: {} }).alpha).toBe('off');
    expect(toEngineSettings({ ...settings, alphaOn: true }, { panel: 'loss', chosen: {} }).alpha).toBe(0.75);
  });

  it('leaves a size that nobody chose to the model, and no other', () => {
    const sizeOf = (chosen: Partial<Settings>, model?: ModelDescription) =>
      toEngineSettings(resolveSettings(chosen, model), { panel: 'loss', chosen }).inputSize;
    expect(sizeOf({})).toBe('model');
    expect(sizeOf({ gamma: 3 }, fakeModel)).toBe('model');
    expect(sizeOf({ inputSize: 640 }, fakeModel)).toBe(640);
    // Chosen, and the model's own by chance: the next model is to be run at it, too.
    expect(sizeOf({ inputSize: 512 }, { ...fakeModel, defaultInputSize: 512 })).toBe(512);
  });
});

describe('stored settings', () => {
  it('come back as they were chosen', () => {
    let stored = '';
    saveChosenSettings({ setItem: (_, value) => void (stored = value) }, { gamma: 3.5, level: 2 });
    expect(loadChosenSettings(storageWith(stored))).toEqual({ gamma: 3.5, level: 2 });
  });

  it('are taken only where they are valid', () => {
    const stored = { gamma: 9, alpha: '0.5', level: 7, theme: 'dark', showBoxes: 1, foreign: true };
    expect(loadChosenSettings(storageWith(JSON.stringify(stored)))).toEqual({ theme: 'dark' });
  });

  it.each([[null], ['not JSON'], ['null'], ['[1]'], ['7']])('%j is as good as none', (content) => {
    expect(loadChosenSettings(storageWith(content))).toEqual({});
  });

  it('may be blocked', () => {
    const refuse = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect(loadChosenSettings({ getItem: refuse })).toEqual({});
    expect(() => saveChosenSettings({ setItem: refuse }, {})).not.toThrow();
    expect(loadChosenSettings(undefined)).toEqual({});
  });
});
