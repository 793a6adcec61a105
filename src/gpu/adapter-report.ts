/** What the browser's adapter says of itself, for people who look for a fault. */
export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isFallback: boolean;
  readonly features: readonly string[];
  /** By name, in the order of the names. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Asks for the adapter that the engine would get. @returns undefined where there is none */
export async function reportAdapter(): Promise<AdapterReport | undefined> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return undefined;
  const { vendor, architecture, description } = adapter.info;
  const limits: Record<string, number> = {};
  // The names are getters of the prototype.
  for (const name in adapter.limits) {
    const value: unknown = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') limits[name] = value;
  }
  const sorted = Object.entries(limits).sort(([one], [other]) => one.localeCompare(other, 'en'));
  return {
    vendor,
    architecture,
    description,
    isFallback: (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false,
    features: [...adapter.features].sort(),
    limits: Object.fromEntries(sorted),
  };
}
