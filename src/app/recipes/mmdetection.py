import torch
from mmdet.apis import init_detector

config, checkpoint = "retinanet_r50_fpn_1x_coco.py", "retinanet_r50_fpn_1x_coco.pth"
model = init_detector(config, checkpoint, device="cpu").eval()


class RawHeads(torch.nn.Module):
    """One pair of maps a level, before suppression."""

    def __init__(self, detector):
        super().__init__()
        self.detector = detector

    def forward(self, images):  # [1, 3, H, W]: resized, normalised, padded to 32
        scores, boxes = self.detector.bbox_head(self.detector.extract_feat(images))
        return (*scores, *boxes)


names = [f"{kind}_{level}" for kind in ("cls_score", "bbox_pred") for level in range(5)]
torch.onnx.export(
    RawHeads(model),
    torch.zeros(1, 3, 640, 640),
    "retinanet.onnx",
    input_names=["images"],
    output_names=names,
    dynamic_axes={"images": {2: "height", 3: "width"}}
    | {name: {2: f"h_{name}", 3: f"w_{name}"} for name in names},
    opset_version=17,
    dynamo=False,  # before PyTorch 2.5 leave this line out
)
