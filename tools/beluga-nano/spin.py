"""Spin syntax: "{hi|hello} there" stands for "hi there" and "hello there"."""

import random
import re
from dataclasses import dataclass

INNERMOST = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Intent:
    """One thing a user may want: how it is asked, how it is answered, how often it is practised."""

    name: str
    prompts: list
    answers: list
    weight: float = 1.0


def spin(text: str, rng: random.Random) -> str:
    """Choose one alternative in every pair of braces, innermost first."""
    while True:
        match = INNERMOST.search(text)
        if match is None:
            return re.sub(r" {2,}", " ", text).strip()
        choice = rng.choice(match.group(1).split("|"))
        text = text[:match.start()] + choice + text[match.end():]
