/** Longest sides of the network's input that the page offers, smallest first. */
export const offeredInputSizes = [320, 416, 512, 640, 768, 896, 1024] as const;
