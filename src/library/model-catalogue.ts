/** A model that can be downloaded from a public place. */
export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Hexadecimal; undefined where no source tells it. */
  readonly sha256: string | undefined;
  /** SPDX identifier, as the source has it. */
  readonly licence: string;
  /** A page for people about it. */
  readonly source: string;
  readonly exporter: string;
  readonly backbone: string;
  readonly classes: number;
  /** Width and height where the graph takes no other; undefined where not known. */
  readonly input: readonly [number, number] | undefined;
  readonly opset: number | undefined;
  /** Whether somebody ran this very file on this page. */
  readonly isTried: boolean;
}

/**
 * Public RetinaNets trained on COCO. Sizes and hashes are those of the sources named with each; none was computed
 * here, since no download of them could be made while this list was written: so none is marked as tried.
 */
export const modelCatalogue: readonly CatalogueModel[] = [
  {
    id: 'zoo-retinanet-9',
    name: 'RetinaNet ResNet-101 (ONNX Model Zoo)',
    // The zoo's files moved there from github.com/onnx/models, which no longer serves large files.
    url: 'https://huggingface.co/onnxmodelzoo/legacy_models/resolve/main/validated/vision/object_detection_segmentation/retinanet/model/retinanet-9.onnx',
    fileName: 'retinanet-9.onnx',
    // Bytes, SHA-256, opset and shapes: ONNX_HUB_MANIFEST.json of github.com/onnx/models (model_bytes, model_sha).
    bytes: 228_369_343,
    sha256: '06742923960ec4d9899e6fe407d4d2df013fe6962504f099463ca1b8cba45e44',
    licence: 'Apache-2.0',
    source:
      'https://huggingface.co/onnxmodelzoo/legacy_models/tree/main/validated/vision/object_detection_segmentation/retinanet',
    exporter: 'ODTK',
    backbone: 'ResNet-101 FPN',
    classes: 80,
    input: [640, 480],
    opset: 9,
    isTried: false,
  },
  {
    id: 'kalray-resnet50',
    name: 'RetinaNet ResNet-50 512 (Kalray)',
    // At the commit whose Git LFS pointer tells the size and the hash.
    url: 'https://huggingface.co/Kalray/retinanet-resnet50/resolve/57673b0d263547e8e2dead1f00c7a708f2d597e4/retinanet-resnet50-fpn-512.onnx',
    fileName: 'retinanet-resnet50-fpn-512.onnx',
    bytes: 151_838_942,
    sha256: '5a59e08f5ca9ae3dc786ce3ad4f2b27ec5f2b003f9f194aed5303d5d5adf030e',
    licence: 'BSD-3-Clause',
    source: 'https://huggingface.co/Kalray/retinanet-resnet50',
    exporter: '',
    backbone: 'ResNet-50 FPN',
    classes: 80,
    input: undefined,
    opset: undefined,
    isTried: false,
  },
  {
    id: 'kalray-resnet101',
    name: 'RetinaNet ResNet-101 512 (Kalray)',
    // As above.
    url: 'https://huggingface.co/Kalray/retinanet-resnet101/resolve/69e797a87685d7bbd572ed3d96d28264d4d5c9da/retinanet-resnet101-fpn-512.onnx',
    fileName: 'retinanet-resnet101-fpn-512.onnx',
    bytes: 227_746_451,
    sha256: 'f5ffa650c36bf1c95e3d7864f34c7f833c6051e98ec86a8c2f76e2c27ac5f1a5',
    licence: 'BSD-3-Clause',
    source: 'https://huggingface.co/Kalray/retinanet-resnet101',
    exporter: '',
    backbone: 'ResNet-101 FPN',
    classes: 80,
    input: undefined,
    opset: undefined,
    isTried: false,
  },
];
