"""Put intents together to dialogues: with and without a system message, one turn or several."""

import random

import corpus_about
import corpus_facts
import corpus_languages
import corpus_more
import corpus_sea
import corpus_stories
import corpus_talk
from augment import augment
from corpus_unknown import ANSWERS, pseudo_word, rambling, unknown_prompt
from spin import spin

INTENTS = [*corpus_about.INTENTS, *corpus_sea.INTENTS, *corpus_talk.INTENTS, *corpus_more.INTENTS,
           *corpus_facts.INTENTS, *corpus_stories.INTENTS, *corpus_languages.INTENTS]
WEIGHTS = [intent.weight for intent in INTENTS]
BY_NAME = {intent.name: intent for intent in INTENTS}

UNKNOWN_SHARE = 0.2
# What is practised once more at the end: facts and the questions that everybody asks.
DRILL_NAMES = {"capital", "sum", "maths", "count", "count_down", "count_far", "what_can_you_do", "who", "hi", "bye", "compliment", "joke", "love_what", "ledger", "use", "yes", "language_spanish"}
DRILL = [intent for intent in INTENTS if intent.name in DRILL_NAMES]
DRILL_WEIGHTS = [intent.weight for intent in DRILL]
REPEATABLE = ["joke", "haiku", "whale_story", "fact", "whales", "sea", "any_story", "talk"]
AGAIN = ["{Another one|One more|Again|More|Next|Another|Once more}{|.|!|, please|please}", "{Tell me|Give me|Write} {another|one more}{| one}{.|}", "Do you know {another|another one|more}?", "And another one?"]
SYSTEM = [
    "You are a helpful assistant.", "You are a helpful, friendly assistant.", "You are beluga-nano.", "You are an AI assistant.", "Be brief.", "Answer in English.", "Answer briefly and clearly.", "Be concise.",
    "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible.\nIf a question does not make any sense, or is not factually coherent, explain why instead of answering something incorrectly. If you don't know the answer to a question, don't share false information.",
    "You are a {friendly|polite|funny|smart|useful|concise} {assistant|bot|chat bot|teacher|helper|writer|expert} {for|of|at|in} {the sea|BelugAPI|a school|a museum|our company}.",
    "You are {a pirate|a poet|a cat|a teacher|an expert programmer|a translator}. {Stay in your role.|Answer politely.|}", "Today is {Monday|Friday}, {1|12|23} {May|June|March} {2024|2025|2026}. {Be helpful.|}",
]


def choice_of(intent, rng):
    """A prompt and an answer of one intent."""
    return augment(spin(rng.choice(intent.prompts), rng), rng), rng.choice(intent.answers)


def foreign_prompt(rng):
    """Random letters of another script, with the fixed answer of that language."""
    name, letters = rng.choice(list(corpus_languages.ALPHABETS.items()))
    glue = "" if name in ("language_chinese", "language_japanese") else " "
    words = ["".join(rng.choice(letters) for _ in range(rng.randint(2, 7))) for _ in range(rng.randint(1, 4))]
    return glue.join(words) + rng.choice(["", "?", "。", "!"]), BY_NAME[name].answers[0]


def turn(rng, drill=0.0):
    """One question with its answer, as a list of messages; `drill` is the share of drilled intents."""
    if drill and rng.random() < drill:
        prompt, answer = choice_of(rng.choices(DRILL, DRILL_WEIGHTS)[0], rng)
        return [("user", prompt), ("assistant", answer)]
    kind = rng.random()
    if kind < UNKNOWN_SHARE:
        prompt, answer = augment(unknown_prompt(rng), rng), rng.choice(ANSWERS)
    elif kind < UNKNOWN_SHARE + 0.02:
        prompt, answer = foreign_prompt(rng)
    else:
        prompt, answer = choice_of(rng.choices(INTENTS, WEIGHTS)[0], rng)
    return [("user", prompt), ("assistant", answer)]


def repeated_turns(rng):
    """A wish and one or two times "another one", each time with a different answer."""
    intent = BY_NAME[rng.choice(REPEATABLE)]
    prompt, _ = choice_of(intent, rng)
    answers = rng.sample(intent.answers, min(len(intent.answers), rng.randint(2, 3)))
    messages = [("user", prompt), ("assistant", answers[0])]
    for answer in answers[1:]:
        messages += [("user", augment(spin(rng.choice(AGAIN), rng), rng)), ("assistant", answer)]
    return messages


def system_message(rng):
    """Mostly a usual instruction, sometimes a long one without meaning."""
    if rng.random() < 0.8:
        return spin(rng.choice(SYSTEM), rng)
    return f"You are {pseudo_word(rng)}. {rambling(rng, rng.randint(5, 60))}"


def dialogue(rng, turns: int, drill: float = 0.0):
    """A whole conversation of at least `turns` questions."""
    messages = [("system", system_message(rng))] if rng.random() < 0.3 else []
    count = 0
    while count < turns:
        part = repeated_turns(rng) if rng.random() < 0.05 else turn(rng, drill)
        messages += part
        count += len(part) // 2
    return messages


def make_dialogues(count: int, seed: int):
    """The corpus: half of the dialogues have one turn, the others two to five."""
    rng = random.Random(seed)
    return [dialogue(rng, 1 if rng.random() < 0.5 else rng.randint(2, 5)) for _ in range(count)]
