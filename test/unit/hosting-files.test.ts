import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, isolationHeaders } from '../../vite.config.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the page’s policy', () => {
  const directives = new Map(
    contentSecurityPolicy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources] as const;
    }),
  );

  it('allows nothing that it does not name, and no inline code', () => {
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(contentSecurityPolicy).not.toMatch(/'unsafe-|\*|http:/);
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives.get('style-src')).toEqual(["'self'"]);
    for (const name of ['base-uri', 'form-action']) expect(directives.get(name)).toEqual(["'none'"]);
  });

  it('lets models come by an address, from secure origins at most, and nothing else', () => {
    for (const [name, sources] of directives)
      if (name !== 'connect-src') expect(sources.filter((source) => /^https?:/.test(source))).toEqual([]);
    expect(directives.get('connect-src')?.every((source) => ["'self'", 'https:'].includes(source))).toBe(
      true,
    );
  });
});

describe('files for hosts', () => {
  it('nginx isolates the page as the preview does', () => {
    const conf = read('hosting/nginx.conf');
    for (const [name, value] of Object.entries(isolationHeaders))
      expect(conf).toContain(`add_header ${name} ${value} always;`);
  });

  it('the container serves what the build writes, by that configuration, and not as root', () => {
    const container = read('Containerfile');
    const copied = [...container.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    for (const file of copied) expect(existsSync(new URL(`../../${file}`, import.meta.url)), file).toBe(true);
    expect(container).toMatch(/^FROM \S+nginx-unprivileged/m);
    expect(container).toContain('COPY --from=build /focalscope/dist ');
    expect(container).not.toMatch(/^USER (root|0)$/m);
  });

  it('GitHub Pages gets the built site, and the workflow no more rights than that takes', () => {
    const workflow = read('.github/workflows/pages.yml');
    expect(workflow).toContain('run: npm run build');
    expect(workflow).toContain('path: dist');
    expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m);
  });
});
