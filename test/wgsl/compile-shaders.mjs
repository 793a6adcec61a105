// Compiles shaders with Dawn in a process of its own: Dawn keeps an event loop alive, and may take its process down
// when it ends. Reads [{ name, code }] as JSON from the file named on the command line; writes, to the file named
// second, [{ name, messages: [{ type, line, column, text }], failure }] where `failure` is what pipelines of its
// compute entry points met under the limits that WebGPU promises everywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
const [, , input, output] = process.argv;
const shaders = JSON.parse(readFileSync(input, 'utf8'));

const gpu = create(['backend=null']);
const adapter = await gpu.requestAdapter();
const device = await adapter.requestDevice({ requiredFeatures: [...adapter.features] });

const results = [];
for (const { name, code } of shaders) {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code });
  const { messages } = await module.getCompilationInfo();
  const entryPoints = [...code.matchAll(/@compute[^;{}]*?\bfn\s+(\w+)/g)].map((match) => match[1]);
  if (!messages.some(({ type }) => type === 'error')) {
    for (const entryPoint of entryPoints) {
      device.createComputePipeline({ label: entryPoint, layout: 'auto', compute: { module, entryPoint } });
    }
  }
  const error = await device.popErrorScope();
  results.push({
    name,
    entryPoints,
    messages: messages.map(({ type, lineNum, linePos, message }) => ({
      type,
      line: lineNum,
      column: linePos,
      text: message,
    })),
    failure: error?.message ?? null,
  });
}
writeFileSync(output, JSON.stringify(results));
process.exit(0);
