import torch
from torchvision.models.detection import retinanet_resnet50_fpn_v2

model = retinanet_resnet50_fpn_v2(weights="DEFAULT").eval()  # or your own


class RawHeads(torch.nn.Module):
    """Logits and box deltas of every anchor, before suppression."""

    def __init__(self, detector):
        super().__init__()
        self.backbone, self.head = detector.backbone, detector.head

    def forward(self, images):  # [1, 3, H, W]: resized, normalised, padded to 32
        heads = self.head(list(self.backbone(images).values()))
        return heads["cls_logits"], heads["bbox_regression"]


torch.onnx.export(
    RawHeads(model),
    torch.zeros(1, 3, 640, 640),
    "retinanet.onnx",
    input_names=["images"],
    output_names=["cls_logits", "bbox_regression"],
    dynamic_axes={
        "images": {2: "height", 3: "width"},
        "cls_logits": {1: "anchors"},
        "bbox_regression": {1: "anchors"},
    },
    opset_version=17,
    dynamo=False,  # before PyTorch 2.5 leave this line out
)
