import * as ort from 'onnxruntime-web';
import { signatureOfMetadata } from '../../src/model/graph-signature.ts';
import { HeadReading } from '../../src/model/head-reading.ts';
import { inputDims } from '../../src/model/input-layout.ts';
import type { TellingSession } from '../../src/model/graph-facts.ts';
import { packInputReference } from '../../src/model/reference/pack-input.ts';
import { floatValues } from '../../src/model/read-detections.ts';
import { assembleHeadReference } from '../../src/model/reference/assemble-head.ts';
import { measureRangeReference } from '../../src/model/reference/head-range.ts';
import type { ExporterModel } from './exporter-models.ts';

/** A session of an exporter's model on Node, as far as the finding of conventions asks it; it counts its runs. */
export interface ProbedSession extends TellingSession {
  runs: number;
  release(): Promise<void>;
}

export async function openProbedModel({ graph, data }: ExporterModel): Promise<ProbedSession> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: ['wasm'],
    externalData: data.map(({ path, bytes }) => ({ path, data: bytes })),
  });
  const { inputMetadata, outputMetadata } = session;
  const reading = new HeadReading(
    { inputs: signatureOfMetadata(inputMetadata), outputs: signatureOfMetadata(outputMetadata) },
    {},
  );
  const { input } = reading;
  const probed: ProbedSession = {
    runs: 0,
    input,
    get layout() {
      return reading.layout;
    },
    async run(wanted) {
      if (wanted.place !== 'cpu') throw new Error('an input on the GPU');
      probed.runs++;
      const { width, height } = wanted;
      const packed = packInputReference(wanted.data, input);
      const tensor = new ort.Tensor(input.type, packed as Float32Array, inputDims(input, width, height));
      const outputs = await session.run({ [input.name]: tensor }, reading.outputNames);
      reading.readRun(outputs);
      const { anchors, classes, logits, deltas } = reading.readRawHead();
      const values = (of: typeof logits): Parameters<typeof assembleHeadReference>[0] =>
        of.map((part) => ({ ...part, values: floatValues(outputs[part.name]!) }));
      if (reading.wantsRanges) {
        const range = (of: typeof logits): ReturnType<typeof measureRangeReference> =>
          measureRangeReference(values(of).map((part) => part.values));
        reading.decideScores(range(logits), range(deltas));
      }
      return {
        place: 'cpu',
        anchors,
        classes,
        isRecovered: reading.recovers,
        logits: assembleHeadReference(values(logits), reading.recovers),
        deltas: assembleHeadReference(values(deltas), false),
        release: () => undefined,
      };
    },
    release: () => session.release(),
  };
  return probed;
}
