import { vi } from 'vitest';
import { FakePage, type FakePageOptions } from './fake-page.ts';

/** A part of the models' view, through the shadow roots between. */
export function modelsPart(name: string): ShadowRoot {
  const lazy = document.querySelector('fs-app')!.shadowRoot!.querySelector('fs-lazy-view')!;
  const view = lazy.shadowRoot!.querySelector('fs-models-view')!;
  return view.shadowRoot!.querySelector(name)!.shadowRoot!;
}

export const textOfPart = (name: string): string =>
  (modelsPart(name).querySelector('section')?.textContent ?? '').replace(/\s+/g, ' ').trim();

export function buttonNamed(name: string, text: string): HTMLButtonElement | undefined {
  return [...modelsPart(name).querySelectorAll('button')].find((button) => button.textContent.includes(text));
}

export async function openModelsView(options: FakePageOptions = {}): Promise<FakePage> {
  const page = await FakePage.withResults(options);
  location.hash = '#view=models';
  await vi.waitFor(() => modelsPart('fs-model-in-use'));
  await page.settle();
  return page;
}
