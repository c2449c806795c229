"""Make what ships of the fine-tuned encoder: one ONNX graph with fused attention, in 8-bit numbers."""

from __future__ import annotations

import argparse
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the untrained encoder")
    parser.add_argument("--work", type=Path, required=True, help="folder with encoder.pt")
    parser.add_argument("--out", type=Path, required=True, help="folder of the component, newsroom_names")
    args = parser.parse_args()
    network = Network(args.base)
    network.load_state_dict(torch.load(args.work / "encoder.pt"))
    network.eval()
    args.out.mkdir(parents=True, exist_ok=True)
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
        print(made.get_fused_operator_statistics())
        made.save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            args.out / "names.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Types are not inferred across the fused operators, whose results are all 32-bit floats.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    shutil.copyfile(args.base / "tokenizer.json", args.out / "pieces.json")
    print({file.name: file.stat().st_size for file in args.out.iterdir()})


if __name__ == "__main__":
    main()
