/** Opens a model by ONNX Runtime on a thread of Node, runs it once on zeros, and says what it takes and gives. */
import { parentPort } from 'node:worker_threads';
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
// Errors come by the promise; what the runtime prints beside them would fill the log.
ort.env.logLevel = 'fatal';

/** Side of the image where the graph takes any. */
const side = 64;

async function open(bytes) {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  try {
    return { inputs: session.inputMetadata, outputs: session.outputMetadata, run: await run(session) };
  } finally {
    await session.release();
  }
}

async function run(session) {
  const { inputNames, inputMetadata } = session;
  const [input] = inputMetadata;
  const dims = input?.isTensor ? input.shape : [];
  const shape = dims.map((size, axis) => (typeof size === 'number' ? size : axis === 0 ? 1 : side));
  const length = shape.reduce((product, size) => product * size, 1);
  if (inputMetadata.length !== 1 || input.type !== 'float32' || !(length > 0 && length < 1e6))
    return undefined;
  const feeds = { [inputNames[0]]: new ort.Tensor('float32', new Float32Array(length), shape) };
  try {
    const outputs = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { type, dims: of }]) => [name, { type, dims: of }]),
    );
  } catch (error) {
    return { error: String(error) };
  }
}

parentPort.on('message', (bytes) => {
  open(bytes).then(
    (opened) => parentPort.postMessage(opened),
    (error) => parentPort.postMessage({ error: String(error) }),
  );
});
