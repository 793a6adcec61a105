/**
 * The same device, but said to take no more than `limit` workgroups in one dimension: tiling is tested without the
 * gigabytes it takes to need it.
 */
export function withWorkgroupLimit(device: GPUDevice, limit: number): GPUDevice {
  return new Proxy(device, {
    get(target, name) {
      if (name === 'limits') {
        return new Proxy(target.limits, {
          get: (limits, key) =>
            key === 'maxComputeWorkgroupsPerDimension'
              ? limit
              : (Reflect.get(limits, key, limits) as unknown),
        });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
