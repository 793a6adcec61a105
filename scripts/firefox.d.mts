export function firefoxPath(): string | undefined;
export function ensureFirefox(): void;
