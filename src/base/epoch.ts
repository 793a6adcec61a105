/** Now in milliseconds since the Unix epoch, on the one clock that page and workers share. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
