"""Make what ships of the fine-tuned encoder: one ONNX graph with fused attention, in 8-bit numbers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from encoder import Network
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions

INPUTS = ("ids", "shapes", "mask")
# As annotations/pipeline/encoder.py opens them.
NETWORK, PIECES = "names.onnx", "pieces.json"


def export(base: Path, work: Path, out: Path) -> None:
    """From `work/encoder.pt` to the folder of the component: names.onnx and pieces.json."""
    network = Network(base)
    network.load_state_dict(torch.load(work / "encoder.pt"))
    network.eval()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in INPUTS)
        axes = {name: {0: "rows", 1: "pieces"} for name in (*INPUTS, "scores")}
        torch.onnx.export(
            network, example, plain, input_names=list(INPUTS), output_names=["scores"], dynamic_axes=axes, dynamo=False
        )
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        config = network.bert.config
        made = optimizer.optimize_model(
            str(plain),
            "bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=options,
            opt_level=1,
        )
        made.save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            out / NETWORK,
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Types are not inferred across the fused operators, whose results are all 32-bit floats.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    shutil.copyfile(base / "tokenizer.json", out / PIECES)
