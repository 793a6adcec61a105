import { describe, expect, it } from 'vitest';
import { kindOfFile, sortFiles } from '../../src/app/album/opened-file.ts';
import { pictureFromLink } from '../../src/app/dragged-picture.ts';
import { pictureFromClipboard } from '../../src/app/picture-from-clipboard.ts';
import { cameraError } from '../../src/app/video/camera-error.ts';
import { FrameRate } from '../../src/app/video/frame-rate.ts';
import { stillName } from '../../src/app/video/still-name.ts';

describe('frames a second', () => {
  it('are those of the last two seconds', () => {
    const rate = new FrameRate();
    expect(rate.add(0)).toBeUndefined();
    expect(rate.add(500)).toBeCloseTo(2);
    for (let now = 10_000; now < 12_000; now += 100) rate.add(now);
    expect(rate.add(12_000)).toBeCloseTo(10, 0);
  });
});

describe('a camera that a browser refuses', () => {
  it.each([
    ['NotAllowedError', 'camera-denied'],
    ['NotFoundError', 'camera-none'],
    ['NotReadableError', 'camera-busy'],
    ['SomethingNew', 'camera-busy'],
  ])('for %s is %s', (name, code) => {
    expect(cameraError(new DOMException('why', name))).toMatchObject({ code, details: { reason: 'why' } });
  });
});

describe('a frame that is kept', () => {
  it('is named by the clock, or by its place in the file', () => {
    const now = new Date('2026-11-30T12:34:56.789Z');
    const element = { currentTime: 12.3456 };
    expect(stillName({ kind: 'camera', name: 'HD', element }, now)).toBe('camera-2026-11-30-12-34-56.png');
    expect(stillName({ kind: 'file', name: 'my.clip.mp4', element }, now)).toBe('my.clip-12.35s.png');
  });
});

describe('files', () => {
  it('of videos are told by name or type', () => {
    expect(kindOfFile({ name: 'a.MP4', type: '' })).toBe('video');
    expect(kindOfFile({ name: 'a', type: 'video/webm' })).toBe('video');
    expect(sortFiles([{ file: new File([], 'a.mov'), path: 'a.mov' }]).video).toHaveLength(1);
  });
});

describe('a picture of another page', () => {
  const data = (content: Readonly<Record<string, string>>) => ({
    getData: (type: string) => content[type] ?? '',
  });

  it('is opened where it is written out in its own address', async () => {
    const html = '<p>text <img alt="a" src="data:image/png;base64,aGVsbG8="></p>';
    const file = pictureFromLink(data({ 'text/html': html }));
    expect([file.name, file.type, await file.text()]).toEqual(['dragged.png', 'image/png', 'hello']);
    const alone = pictureFromLink(data({ 'text/uri-list': 'data:image/jpeg;base64,aGVsbG8=\r\n' }));
    expect(alone.name).toBe('dragged.jpeg');
  });

  it.each([
    { 'text/html': '<img src="https://elsewhere/a.png">' },
    { 'text/uri-list': 'https://elsewhere/a.png' },
    { 'text/uri-list': 'data:image/png;base64,%%%' },
    { 'text/uri-list': 'data:text/html;base64,aGVsbG8=' },
    {},
  ])('is refused where only its address came: %o', (content) => {
    expect(() => pictureFromLink(data(content))).toThrow(
      expect.objectContaining({ code: 'link-not-a-file' }),
    );
  });
});

describe('the clipboard', () => {
  it('gives its picture, or says why not', async () => {
    const item = (type: string): ClipboardItem =>
      ({
        types: [type],
        getType: () => Promise.resolve(new Blob(['x'], { type })),
      }) as unknown as ClipboardItem;
    const read = (...items: ClipboardItem[]) => ({ read: () => Promise.resolve(items) });
    const file = await pictureFromClipboard(read(item('text/html'), item('image/png')));
    expect([file.name, file.type]).toEqual(['pasted.png', 'image/png']);
    await expect(pictureFromClipboard(read(item('text/plain')))).rejects.toMatchObject({
      code: 'clipboard-empty',
    });
    await expect(pictureFromClipboard(undefined)).rejects.toMatchObject({ code: 'clipboard-denied' });
    const denied = { read: () => Promise.reject(new DOMException('no', 'NotAllowedError')) };
    await expect(pictureFromClipboard(denied)).rejects.toMatchObject({ code: 'clipboard-denied' });
  });
});
