import axe from 'axe-core';
import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakePage } from '../support/fake-page.ts';

let page: FakePage | undefined;

afterEach(() => {
  page?.dispose();
  page = undefined;
  location.hash = '';
});

/** The element that has the keyboard, through all shadow roots. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

const dialogs = [
  { item: 'Copy a link…', title: 'Copy a link' },
  { item: 'Keyboard…', title: 'Keyboard' },
  { item: 'Copy diagnostics…', title: 'Copy diagnostics' },
];

describe('help', () => {
  it.each(dialogs)('opens “$title” from its menu, and gives the keyboard back', async ({ item, title }) => {
    page = await FakePage.withResults();
    const help = browser.getByRole('button', { name: 'Help and sharing' });
    await userEvent.click(help);
    await userEvent.click(browser.getByRole('button', { name: item }));
    const dialog = browser.getByRole('dialog', { name: title, exact: true });
    await expect.element(dialog).toBeVisible();
    expect((await axe.run(page.app)).violations.map(({ id }) => id)).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();
    expect(focused()).toBe(help.element());
  });

  it('shows the keys on “?”, and every handler’s group', async () => {
    page = await FakePage.withResults();
    await userEvent.keyboard('?');
    const dialog = browser.getByRole('dialog', { name: 'Keyboard' });
    await expect.element(dialog).toHaveTextContent('Zoom in');
    await expect.element(dialog).toHaveTextContent('Undo');
    await userEvent.click(browser.getByRole('button', { name: 'Close' }));
    await expect.element(dialog).not.toBeInTheDocument();
    // A question mark that is typed is one.
    await userEvent.click(browser.getByRole('spinbutton', { name: 'γ as a number' }));
    await userEvent.keyboard('?');
    await expect.element(dialog).not.toBeInTheDocument();
  });

  it('says what is in the link, and what is not', async () => {
    page = await FakePage.withResults();
    page.controller.changeSettings({ gamma: 3, level: 2 });
    page.controller.openPanel('inspect');
    await page.settle();
    await userEvent.click(browser.getByRole('button', { name: 'Help and sharing' }));
    await userEvent.click(browser.getByRole('button', { name: 'Copy a link…' }));
    const dialog = browser.getByRole('dialog');
    await expect
      .element(dialog)
      .toHaveTextContent(
        'In it: the view “Photo”, the panel “Inspect”, the first sample, and 2 settings that differ',
      );
    await expect.element(dialog).toHaveTextContent('No photo is ever in a link.');
    const field = browser.getByLabelText('Link', { exact: true }).element() as HTMLInputElement;
    expect(field.value).toMatch(/#view=microscope&panel=inspect&gamma=3&level=2$/);
  });

  it('shows diagnostics before they are copied', async () => {
    page = await FakePage.withResults();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await userEvent.click(browser.getByRole('button', { name: 'Help and sharing' }));
    await userEvent.click(browser.getByRole('button', { name: 'Copy diagnostics…' }));
    const preview = browser.getByRole('region', { name: 'What is copied' });
    await expect.element(preview).toHaveTextContent('user agent: Mozilla');
    await expect.element(preview).not.toHaveTextContent('dog.jpg');
    await userEvent.click(browser.getByRole('button', { name: 'Copy', exact: true }));
    expect(write).toHaveBeenCalledWith(preview.element().textContent);
    write.mockRestore();
  });
});

describe('a link', () => {
  it('is followed, and what of it means nothing here is told', async () => {
    location.hash = '#view=microscope&panel=inspect&alpha=0.5&gamma=99&theta=1';
    page = await FakePage.withResults();
    expect(page.engine.settings.at(-1)).toMatchObject({ alpha: 0.5, gamma: 2 });
    await expect
      .element(browser.getByRole('tab', { name: 'Inspect' }))
      .toHaveAttribute('aria-selected', 'true');
    const notice = browser.getByRole('region', { name: 'Settings from a link' });
    await expect.element(notice).toHaveTextContent('2 parts of the link mean nothing here and were left out: gamma and theta.'); // prettier-ignore
    expect((await axe.run(page.app)).violations.map(({ id }) => id)).toEqual([]);
    await userEvent.click(browser.getByRole('button', { name: 'Back to mine' }));
    await page.settle();
    expect(page.engine.settings.at(-1)).toMatchObject({ alpha: 0.25, gamma: 2 });
    await expect.element(notice).not.toBeInTheDocument();
  });
});
