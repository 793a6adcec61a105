import { describe, expect, it } from 'vitest';
import {
  FocalScopeError,
  hasCode,
  isAbort,
  serialiseError,
  toFocalScopeError,
} from '../../src/base/errors.ts';

describe('errors', () => {
  it('cross the worker’s border with code, details and the technical reason', () => {
    const error = new FocalScopeError(
      'image-too-large',
      { fileName: 'a.png', width: 9 },
      { cause: new Error('the decoder said no') },
    );
    const arrived = FocalScopeError.deserialise(structuredClone(serialiseError(error)));
    expect(arrived).toBeInstanceOf(FocalScopeError);
    expect(arrived).toMatchObject({ code: 'image-too-large', details: { fileName: 'a.png', width: 9 } });
    expect(serialiseError(arrived)).toEqual(serialiseError(error));
    expect(serialiseError(arrived).technical).toBe('the decoder said no');
  });

  it('give any thrown value a code, and keep the one that is there', () => {
    expect(serialiseError('a number 7')).toMatchObject({ code: 'internal', technical: 'a number 7' });
    expect(serialiseError(new TypeError('t'), 'model-run-failed')).toMatchObject({
      code: 'model-run-failed',
      details: { reason: 't' },
      technical: 't',
    });
    const typed = new FocalScopeError('image-empty');
    expect(toFocalScopeError(typed, 'internal')).toBe(typed);
    expect(serialiseError(typed).technical).not.toBe('');
  });

  it('tell an abort from a failure', () => {
    expect(isAbort(new DOMException('gone', 'AbortError'))).toBe(true);
    expect(isAbort(new DOMException('gone', 'NotReadableError'))).toBe(false);
    expect(isAbort('AbortError')).toBe(false);
    expect(hasCode(new FocalScopeError('image-empty'), 'image-empty')).toBe(true);
    expect(hasCode({ code: 'image-empty' }, 'image-empty')).toBe(false);
  });
});
