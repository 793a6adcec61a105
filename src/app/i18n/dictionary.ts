import { englishDictionary, type Dictionary } from './english.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** What is at hand: English is part of the page, any other language is fetched by those who read it. */
const atHand: Partial<Record<Language, Dictionary>> = { en: englishDictionary };

/** The sentences of a language; undefined until {@link loadLanguage} has fetched them. */
export function dictionaryOf(language: Language): Dictionary | undefined {
  return atHand[language];
}

/**
 * Fetches the sentences of a language, once.
 *
 * @throws TypeError where the site cannot be reached
 */
export async function loadLanguage(language: Language): Promise<void> {
  if (language === 'zh') atHand.zh ??= (await import('./chinese.ts')).chinese;
}

/** BCP 47 tags, for the page's `lang` and for `Intl`. */
export const languageTags: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** The first of the browser's languages that the page speaks, or English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const known = languages.find((language) => language === base);
    if (known) return known;
  }
  return 'en';
}
