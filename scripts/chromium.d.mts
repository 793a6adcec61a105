export const headlessChromiumArguments: string[];
export const chromiumArgumentsWithoutWebGpu: string[];
export const headedChromiumArguments: string[];
export function chromiumPath(): string | undefined;
export function ensureChromium(): void;
export function ensureVirtualScreen(): void;
export function ensureChineseFont(): void;
export function canInstallPackages(): boolean;
export function installPackages(...names: string[]): void;
