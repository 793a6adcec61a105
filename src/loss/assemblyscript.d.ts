declare module '*?assemblyscript' {
  /** Where the compiled module lies. */
  export const wasmUrl: string;
}
