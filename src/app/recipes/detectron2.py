import torch
from detectron2 import model_zoo

config = "COCO-Detection/retinanet_R_50_FPN_3x.yaml"
model = model_zoo.get(config, trained=True).cpu().eval()  # or your own


class RawHeads(torch.nn.Module):
    """One pair of maps a level, before suppression."""

    def __init__(self, detector):
        super().__init__()
        self.detector = detector

    def forward(self, images):  # [1, 3, H, W]: resized, normalised, padded to 32
        features = self.detector.backbone(images)
        levels = [features[name] for name in self.detector.head_in_features]
        logits, deltas = self.detector.head(levels)
        return (*logits, *deltas)


names = [f"{kind}_{level}" for kind in ("box_cls", "box_delta") for level in range(5)]
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
