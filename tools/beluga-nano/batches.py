"""Fresh training batches: dialogues are generated on the fly and packed to fixed lengths."""

import random

import numpy as np

from dialogues import dialogue
from special import PAD_ID
from train_tokenizer import encode_dialogue

# (sequences, tokens per sequence, share of the steps): mostly short, some long conversations.
SHAPES = [(16, 256, 0.9), (4, 1024, 0.08), (2, 2048, 0.02)]


def pack(tokenizer, length: int, rng: random.Random, drill: float):
    """One sequence: dialogues one after the other until it is full, the last one is cut."""
    tokens, mask = [], []
    while len(tokens) < length:
        turns = 1 if rng.random() < 0.5 else rng.randint(2, 5)
        new_tokens, new_mask = encode_dialogue(tokenizer, dialogue(rng, turns, drill))
        tokens += new_tokens
        mask += new_mask
    return tokens[:length], mask[:length]


def batches(tokenizer, steps: int, seed: int, drill: float = 0.0):
    """Yield (tokens, mask) arrays for every training step."""
    rng = random.Random(seed)
    shares = [share for _, _, share in SHAPES]
    for _ in range(steps):
        sequences, length, _ = rng.choices(SHAPES, shares)[0]
        tokens = np.full((sequences, length + 1), PAD_ID, np.int32)
        mask = np.zeros((sequences, length + 1), np.int8)
        for row in range(sequences):
            tokens[row], mask[row] = pack(tokenizer, length + 1, rng, drill)
        yield tokens, mask
