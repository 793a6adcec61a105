import { chinese } from '../../src/app/i18n/chinese.ts';
import { loadLanguage, type Language } from '../../src/app/i18n/dictionary.ts';
import { englishDictionary, type Dictionary } from '../../src/app/i18n/english.ts';

await loadLanguage('zh');

/** All sentences of all languages, without waiting for them. */
export const dictionaries: Readonly<Record<Language, Dictionary>> = { en: englishDictionary, zh: chinese };
