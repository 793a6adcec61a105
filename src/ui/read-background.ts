/** An element's background as it comes out of theme and forced colours: sRGB, 0 to 1. */
export function readBackground(element: Element): [red: number, green: number, blue: number] {
  const [red = 0, green = 0, blue = 0] = (
    getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []
  ).map((channel) => Number(channel) / 255);
  return [red, green, blue];
}
