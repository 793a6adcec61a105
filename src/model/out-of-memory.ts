/** What is said where memory is asked for that there is not: by C++, by ONNX Runtime's arena, by JavaScript's arrays. */
const outOfMemory = /std::bad_alloc|failed to allocate|allocation failed|out of memory|\bOOM\b/i;

/** Whether a run ended because ONNX Runtime's heap, or the browser, had no memory left for it. */
export function isOutOfMemory(error: unknown): boolean {
  return outOfMemory.test(error instanceof Error ? error.message : String(error));
}
