"""Train a small byte-level BPE tokenizer: every Unicode text can be encoded."""

import json

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from special import END_ID, ROLE_IDS, SPECIAL_TOKENS


def train_tokenizer(texts, vocab_size: int) -> Tokenizer:
    """Learn merges from the corpus; the 256 bytes are always in the vocabulary."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=SPECIAL_TOKENS,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def vocabulary(tokenizer: Tokenizer):
    """The token strings in id order and the merges, as GGUF wants them."""
    description = json.loads(tokenizer.to_str())
    ids = tokenizer.get_vocab(with_added_tokens=True)
    tokens = sorted(ids, key=ids.get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in description["model"]["merges"]]
    return tokens, merges


def encode_dialogue(tokenizer: Tokenizer, messages):
    """Messages to token ids and a mask that marks what the model has to learn."""
    tokens, mask = [], []
    for role, text in messages:
        body = tokenizer.encode(text, add_special_tokens=False).ids
        learn = 1 if role == "assistant" else 0
        tokens += [ROLE_IDS[role], *body, END_ID]
        mask += [0, *[learn] * (len(body) + 1)]
    return tokens, mask
