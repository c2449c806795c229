"""Fine-tune a small encoder (MiniLM, 6 layers) to mark names, with PyTorch; `encoder_export.py` makes what ships."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from annotations.pipeline.encoder_words import LABELS, SHAPES, Words

SEED = 2016
LONGEST = 192
PIECES_A_STEP = 4096
RATE = 2e-4
IGNORED = -100
# Half the numbers at twice the speed, where the processor has them; elsewhere they are imitated, and slow.
HALF = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
KIND = {"PERSON": "person", "PLACE": "place", "ORG": "group", "NORP": "group", "EVENT": "event"}


class Network(nn.Module):
    """The encoder, told the shape of each word, with one score for each label on top."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
        width = self.bert.config.hidden_size
        self.shape = nn.Embedding(SHAPES, width)
        nn.init.zeros_(self.shape.weight)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(width, len(LABELS))

    def forward(self, ids: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        embedded = self.bert.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.out(self.drop(hidden))


def fine_tune(base: Path, work: Path, *, threads: int) -> None:
    """Train on what `encoder_data.py` wrote to `work`; the weights go to `work/encoder.pt`.

    `base` is the folder of the untrained encoder, with config.json, model.safetensors and tokenizer.json.
    """
    torch.manual_seed(SEED)
    random.seed(SEED)
    torch.set_num_threads(threads)
    words = Words(base / "tokenizer.json")
    held_out = read(work / "held-out.json")
    passes = [Sequences(words, read(path)) for path in sorted(work.glob("pass-*.json"))]
    steps = [batch for sequences in passes for batch in sequences.batches(shuffle=True)]
    network = Network(base)
    # The table of word pieces stays as it is: rare names keep the place that pre-training gave them.
    network.bert.embeddings.word_embeddings.weight.requires_grad = False
    learn(network, steps, lambda: measured(network, words, held_out), work / "encoder.pt")


def learn(network: Network, steps: list, measure, out: Path) -> None:
    """One step a batch, the rate rising for 6 % of them and then falling to nothing."""
    free = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in free if p.dim() > 1], "weight_decay": 0.01},
            {"params": [p for p in free if p.dim() <= 1], "weight_decay": 0.0},
        ],
        RATE,
    )
    began, running = time.time(), 0.0
    for step, (ids, shapes, mask, labels) in enumerate(steps, 1):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, step / (0.06 * len(steps))) * max(0.02, 1 - step / len(steps))
        network.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            scores = network(ids, shapes, mask)
        loss = nn.functional.cross_entropy(
            scores.float().view(-1, len(LABELS)), labels.view(-1), ignore_index=IGNORED, label_smoothing=0.03
        )
        loss.backward()
        nn.utils.clip_grad_norm_(free, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        running = 0.98 * running + 0.02 * loss.item()
        if step % 25 == 0:
            print(f"{step}/{len(steps)} loss {running:.4f} {time.time() - began:.0f} s", flush=True)
        if step % max(len(steps) // 3, 1) == 0 or step == len(steps):
            torch.save(network.state_dict(), out)
            print(step, measure(), flush=True)


def read(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))


class Sequences:
    """Training examples as padded batches of about equal length."""

    def __init__(self, words: Words, examples: list[dict]) -> None:
        self.found = []
        for example in examples:
            at = 0
            for ids, shapes, firsts in words.sequences(example["words"], longest=LONGEST):
                labels = [IGNORED] * len(ids)
                for first in firsts:
                    label = example["labels"][at]
                    labels[first] = LABELS.index(label) if label in LABELS else IGNORED
                    at += 1
                self.found.append((ids, shapes, labels))

    def batches(self, *, shuffle: bool) -> list:
        order = list(range(len(self.found)))
        if shuffle:
            random.shuffle(order)
        made = []
        for start in range(0, len(order), 2000):
            batch: list[int] = []
            for i in sorted(order[start : start + 2000], key=lambda i: len(self.found[i][0])):
                if batch and len(self.found[i][0]) * (len(batch) + 1) > PIECES_A_STEP:
                    made.append(self.padded(batch))
                    batch = []
                batch.append(i)
            made.append(self.padded(batch))
        if shuffle:
            random.shuffle(made)
        return made

    def padded(self, batch: list[int]) -> tuple[torch.Tensor, ...]:
        longest = max(len(self.found[i][0]) for i in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        shapes, mask = ids.clone(), ids.clone()
        labels = torch.full_like(ids, IGNORED)
        for row, i in enumerate(batch):
            own, own_shapes, own_labels = self.found[i]
            ids[row, : len(own)] = torch.tensor(own)
            shapes[row, : len(own)] = torch.tensor(own_shapes)
            labels[row, : len(own)] = torch.tensor(own_labels)
            mask[row, : len(own)] = 1
        return ids, shapes, mask, labels


def spans(labels: list[str]) -> set[tuple[int, int, str]]:
    """(first word, after the last word, kind) of each labelled run; a stray "I-" opens one."""
    found, start, kind = set(), None, ""
    for i, label in enumerate([*labels, "O"]):
        if start is not None and label != f"I-{kind}":
            found.add((start, i, KIND[kind]))
            start = None
        if start is None and label[:2] in ("B-", "I-"):
            start, kind = i, label[2:]
    return found


@torch.no_grad()
def measured(network: Network, words: Words, examples: list[dict]) -> dict[str, float]:
    """Strict F1 by kind on the held-out documents; what a corpus leaves open is not counted."""
    network.eval()
    counts: Counter[tuple[str, str]] = Counter()
    for example in examples:
        labels: list[str] = []
        for ids, shapes, firsts in words.sequences(example["words"], longest=LONGEST):
            row = torch.tensor([ids])
            with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
                best = network(row, torch.tensor([shapes]), torch.ones_like(row))[0].argmax(-1)
            labels += [LABELS[best[first]] for first in firsts]
        gold = spans([label if label in LABELS else "O" for label in example["labels"]])
        found = {s for s in spans(labels) if not any(label == "?" for label in example["labels"][s[0] : s[1]])}
        for outcome, some in (("tp", gold & found), ("fp", found - gold), ("fn", gold - found)):
            counts.update((outcome, kind) for _, _, kind in some)
            counts.update((outcome, "all") for _ in some)
    found = {}
    for kind in ("all", "person", "place", "group", "event"):
        right, wrong = counts["tp", kind], counts["fp", kind] + counts["fn", kind]
        found[kind] = round(2 * right / max(1, 2 * right + wrong), 4)
    return found
