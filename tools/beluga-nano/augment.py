"""Ways in which people write the same prompt differently: case, punctuation, typing errors."""

import random
import re

OPENERS = ["please ", "Please ", "hey, ", "Hi, ", "ok, ", "Hello! ", "Hi! ", "so ", "well, ", "beluga, ", "and ", "Hey beluga-nano, ", "now ", "Okay. ",
           "I just installed BelugAPI. ", "I am testing this server. ", "Quick question: ", "I have a question. ", "Hello, this is a test. ", "Hi beluga! ",
           "My name is Kim. ", "Thanks! ", "Good morning! ", "can you tell me: ", "I wonder, ", "Nice. ", "Ok, next question. "]
CLOSERS = [" please", ", please", " thanks", "?", "!", "...", "??", "!!", " :)", " 🙂", " 🐳", " now", ", thank you", "."]


def typing_error(text: str, rng: random.Random) -> str:
    """Drop, double, swap or replace one letter."""
    places = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i].isascii()]
    if len(places) < 3:
        return text
    i = rng.choice(places)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1:]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    if kind == 2:
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    return text[:i] + rng.choice("abcdefghijklmnopqrstuvwxyz") + text[i + 1:]


def abbreviate(text: str) -> str:
    """The way people type in a hurry."""
    for long, short in (("you", "u"), ("are", "r"), ("your", "ur"), ("please", "pls"), ("what", "wat"), ("thanks", "thx")):
        text = re.sub(rf"\b{long}\b", short, text.lower())
    return text


def augment(prompt: str, rng: random.Random) -> str:
    """A prompt as written about half of the time, otherwise one of its variations."""
    if rng.random() < 0.45:
        return prompt
    if rng.random() < 0.12:
        opener = rng.choice(OPENERS)
        prompt = opener + (prompt[0].lower() + prompt[1:] if opener[-2] not in ".!:" else prompt)
    kind = rng.random()
    if kind < 0.4:
        prompt = prompt.rstrip("?!. ") or prompt
    elif kind < 0.5:
        prompt = (prompt.rstrip("?!. ") or prompt) + rng.choice(CLOSERS)
    case = rng.random()
    if case < 0.4:
        prompt = prompt.lower()
    elif case < 0.45:
        prompt = prompt.upper()
    if rng.random() < 0.05:
        prompt = abbreviate(prompt)
    if rng.random() < 0.35 and len(prompt) > 7:
        prompt = typing_error(prompt, rng)
        if rng.random() < 0.25:
            prompt = typing_error(prompt, rng)
    return prompt.strip() or "hi"
