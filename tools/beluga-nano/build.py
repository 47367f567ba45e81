"""Build beluga-nano from nothing: corpus, tokenizer, training, GGUF."""

import argparse
import json
import os
import time

os.environ.setdefault("JAX_PLATFORMS", "cpu")

from dialogues import make_dialogues
from export_gguf import QUANTISATIONS, export
from model import Config
from train import train
from train_tokenizer import train_tokenizer, vocabulary
from weights import load_weights, save_weights


def parse_args() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--out", required=True, help="GGUF file to write")
    parser.add_argument("--steps", type=int, default=1100, help="training steps")
    parser.add_argument("--drill-steps", type=int, default=0, help="steps of a second stage that repeats the facts")
    parser.add_argument("--seed", type=int, default=7, help="fixes the corpus, the first weights and the batches")
    parser.add_argument("--vocab", type=int, default=1024, help="size of the vocabulary")
    parser.add_argument("--dim", type=int, default=192, help="width of the model, a multiple of 32")
    parser.add_argument("--layers", type=int, default=4, help="number of layers")
    parser.add_argument("--heads", type=int, default=6, help="attention heads")
    parser.add_argument("--kv-heads", type=int, default=2, help="key/value heads")
    parser.add_argument("--ffn", type=int, default=512, help="width of the feed-forward layer, a multiple of 32")
    parser.add_argument("--quantisation", choices=sorted(QUANTISATIONS), default="q8_0", help="number format of the matrices")
    parser.add_argument("--sharpen", type=float, default=1.3, help="factor on all scores, makes sampling safer")
    parser.add_argument("--corpus", help="also write the sample of the corpus that trains the tokenizer (JSON lines)")
    parser.add_argument("--weights", help="also keep the unquantised weights (.npz) for another export")
    parser.add_argument("--export-only", action="store_true", help="read --weights instead of training")
    return parser.parse_args()


def write_corpus(path: str, dialogues: list) -> None:
    """One dialogue per line, as a list of chat messages."""
    with open(path, "w", encoding="utf-8") as file:
        for messages in dialogues:
            chat = [{"role": role, "content": text} for role, text in messages]
            file.write(json.dumps(chat, ensure_ascii=False) + "\n")


def main() -> None:
    """Run all steps in order."""
    args = parse_args()
    started = time.time()

    def report(line: str) -> None:
        print(f"[{time.time() - started:6.0f} s] {line}", flush=True)

    dialogues = make_dialogues(6000, args.seed)
    if args.corpus:
        write_corpus(args.corpus, dialogues)
    tokenizer = train_tokenizer([text for messages in dialogues for _, text in messages], args.vocab)
    tokens, merges = vocabulary(tokenizer)
    report(f"tokenizer: {len(tokens)} tokens from {len(dialogues)} dialogues")

    config = Config(vocab=len(tokens), dim=args.dim, layers=args.layers, heads=args.heads, kv_heads=args.kv_heads, ffn=args.ffn)
    if args.export_only:
        params = load_weights(args.weights, config)
    else:
        params, loss = train(config, tokenizer, args.steps, args.drill_steps, args.seed, report)
        report(f"final loss {loss:.4f}")
        if args.weights:
            save_weights(args.weights, params)
    size = export(args.out, config, params, tokens, merges, args.quantisation, args.sharpen)
    report(f"wrote {args.out}: {size / 1e6:.2f} MB, {args.quantisation}")


if __name__ == "__main__":
    main()
