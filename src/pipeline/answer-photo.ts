import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import { hasCode } from '../base/errors.ts';
import { anchorCountError, levelSizesError } from '../model/check-head.ts';
import type { HeadOutputs, ModelSession, NetworkInput } from '../model/model-session.ts';
import type { AnswerKind } from './analysis-path.ts';
import { createStandInHead } from './stand-in-head.ts';

/** A model's answer to one input, as the line after it takes it. */
export interface InputAnswer {
  readonly head: HeadOutputs;
  readonly grid: AnchorGrid;
  readonly answer: AnswerKind;
}

/**
 * Runs a session on one input. A graph that gives boxes after suppression is answered for by a stand-in, over a grid of
 * its own.
 *
 * @param prepareAgain makes the input once more, where only the first run shows what kind of graph it is
 * @param grid the anchors that the model's conventions lay over the input
 * @param classes how many the model's list has
 * @throws FocalScopeError what the session throws; `model-not-a-detector` for another number of anchors, or levels of
 * other sizes, than the grid's
 */
export async function answerInput(
  session: ModelSession,
  input: NetworkInput,
  prepareAgain: () => Promise<NetworkInput>,
  grid: AnchorGrid,
  classes: number,
  signal: AbortSignal,
): Promise<InputAnswer> {
  const isDetector = (): boolean => session.layout?.kind === 'detections';
  const runRaw = async (): Promise<InputAnswer | undefined> => {
    try {
      return answerOf(await session.run(input, signal), grid);
    } catch (error) {
      if (hasCode(error, 'model-detections-only') && isDetector()) return undefined;
      throw error;
    }
  };
  const isKnown = isDetector();
  const raw = isKnown ? undefined : await runRaw();
  if (raw) return raw;
  const detections = await session.detect(isKnown ? input : await prepareAgain(), signal);
  return {
    ...createStandInHead(detections, classes, grid.inputWidth, grid.inputHeight),
    answer: 'detections',
  };
}

function answerOf(head: HeadOutputs, grid: AnchorGrid): InputAnswer {
  const { inputWidth, inputHeight, levels } = grid;
  const isSame =
    head.levels?.length === undefined ||
    (head.levels.length === levels.length &&
      head.levels.every(
        ({ width, height }, index) =>
          width === levels[index]?.gridWidth && height === levels[index].gridHeight,
      ));
  if (head.anchors === grid.anchorCount && isSame)
    return { head, grid, answer: head.isRecovered === true ? 'recovered' : 'logits' };
  head.release();
  throw head.anchors === grid.anchorCount
    ? levelSizesError(
        levels.map(({ gridWidth: width, gridHeight: height }) => ({ width, height })),
        head.levels ?? [],
        inputWidth,
        inputHeight,
      )
    : anchorCountError(grid.anchorCount, head.anchors, inputWidth, inputHeight);
}
