"""Prompts about anything else, and the honest answer: that is too much for a tiny model."""

import random

from spin import spin

TOPICS = """quantum physics|gravity|electricity|chemistry|biology|photosynthesis|evolution|black holes|the universe|galaxies|mars|jupiter|rockets|airplanes|cars|trains|engines
bicycles|bridges|houses|architecture|roman history|the middle ages|napoleon|caesar|cleopatra|einstein|newton|darwin|mozart|beethoven|shakespeare|picasso|goethe|plato|philosophy
religion|politics|democracy|economics|inflation|money|stocks|bitcoin|blockchain|banks|taxes|law|medicine|vaccines|cancer|the heart|the brain|sleep|dreams|yoga|football|tennis
basketball|chess|the olympics|cooking|pasta|pizza|bread|cheese|wine|coffee|tea|chocolate|gardening|roses|trees|forests|deserts|mountains|volcanoes|earthquakes|climate change
rain|snowstorms|elephants|tigers|horses|cats|dogs|spiders|insects|bees|butterflies|dinosaurs|python programming|javascript|typescript|rust|linux|docker|kubernetes|databases|sql
html|css|react|algorithms|recursion|sorting|machine learning|neural networks|transformers|encryption|passwords|the internet|wifi|phones|cameras|movies|actors|television|video games
minecraft|harry potter|star wars|painting|sculpture|music theory|guitars|pianos|jazz|dancing|fashion|shoes|furniture|language learning|grammar|poets of rome|the french revolution
world war two|the cold war|china's history|japan's economy|new york|london|tokyo|berlin|australia|africa|the amazon|the sahara|mount everest|calculus|algebra|geometry|statistics
probability|prime numbers|pi|integrals|matrices|logic|ethics|psychology|love letters|marriage|children|schools|universities|jobs|interviews|a resume|marketing|startups|management
travel plans|hotels|flights|maps|the world cup|relativity|the election|the moon landing|birthday parties|weddings|my grandmother|a list|two tables|a website|an app|the news|tomorrow|the future|the past|a book|the bible|a friend|a car|a house|a phone|energy|atoms|water pipes|health|sports|the stock market|norway|sweden|brazil|india|canada|the sky|gold|iron|oil|diamonds|the president|the king|the prime minister|elections|a healthy diet|vitamins|protein|running|swimming lessons|knitting|origami|magic tricks|ghosts|vampires""".replace("\n", "|").split("|")

FRAMES = [
    "{What is|What are|What's} X?", "{Explain|Describe|Define} X{| to me| in simple terms| like I am five| in one sentence| in detail}.", "Tell me {about|more about|something about|everything about} X.",
    "How {does|do|can|could} X {work|help|change|begin}?", "How {do|can|should} I {learn|buy|make|fix|build|understand|cook|sell|find|improve} X?", "Why {is|are|does|do} X {so important|popular|bad|good|dangerous|Y}?",
    "Who {is|was|invented|discovered|wrote|made|won} X?", "When {did|was|is} X {invented|start|end|Y}?", "Where {is|are|can I find} X?", "Which X {is|are} {best|better|cheaper|Y}?",
    "Write {a|an|me a|the} {essay|code|report|article|letter|function|email|blog post|speech|review} {about|on|for} X.", "{Compare|What is the difference between} X and Z{.|?}", "Is X {better|worse|bigger|older} than Z?",
    "{Give me|List|Name} {three|some|five|ten} {examples|tips|ideas|reasons|facts} {about|for|of} X.", "Can you {explain|help me with|teach me|fix|write about|recommend} X?", "Do you {know|like|have|understand} X?",
    "What do you think {of|about} X?", "Translate X {to|into} {German|French|Spanish|Latin|Chinese}.", "Summarize X{.| for me.|: Z Y}", "X", "X Z", "X Y Z", "I {want|need|have|like|am looking for|am interested in} X.",
    "My {friend|dog|mother|computer|car|boss} {has|wants|is|likes|needs} X.", "Should I {buy|learn|eat|use|try} X?", "{What|Who|How|Why|Where|When} {is|was|are|does|did|can} the Y of X?", "X Y?", "the X of Z", "{How many|How much} X {are there|is there|do I need}?",
    "Please {write|make|create|find|explain|do|solve} X for Z.", "I think {that |}X {is|are} Y because of Z.", "If X {is|are} Y, what {happens|is|about} Z?", "Yesterday I saw X with Z.", "{def|function|SELECT|import|const|class|print} X{(Z)|: Y| = Z|{|}}",
    "Who won {the |}X {in|of} {2010|2014|2018|2022|1999}?", "Give me {|three |some |a few }{ideas|tips|names|reasons} {for|about} {a |my |the |}X.", "Is {the |a |}X {flat|round|real|true|Y}?", "Explain the {theory|law|idea|history|meaning} of X.",
    "{Summarize|Translate|Correct|Rewrite} the following text: X Z the Y X.", "Do you prefer X or Z?", "How do I {bake|cook|make|build|paint|clean} X for my {friend|family|grandmother|dog}?", "What is the {population|size|height|price|age|weather|history|president} of X?",
    "Who is the {president|king|boss|author|inventor} of X?", "Fix this {bug|code|error}: X Z", "Write {a|an} {SQL query|python script|class|unit test|regex|shell command} {that|for|to} X Z.", "Plan a {trip|party|dinner|week} {to|for|with} X.", "When {was|did} X {born|die|happen|built}?",
    "What happened {to|in|with} X?", "Find the {best|cheapest|nearest} X in Z.",
]
ADJECTIVES = "important big red loud famous modern ancient cheap strange perfect broken expensive secret useful simple difficult national green public average local early common".split()
SYLLABLES = "ba be bi bo bu ca ce co cu da de di do du fa fe fi fo ga ge go ha he hi ho ja jo ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo wa we wi xa xe ya yo za ze zo tion ment ing er al ic ous ism ness st ch sh th qu ph str pl gr br cl".split()
SMALL_WORDS = "the a of to in and is that for it with on as was at by this from are be have or an not but they you we can will if one all there what so up out about who which their time has more when no do said people some my into than only other new could these may first then any like now over such our also back after use two how work well way even want because give most".split()

ANSWERS = [
    "I am beluga-nano, a tiny demonstration model. I do not know much about that, but you can ask me about whales, the sea or BelugAPI.",
    "I am too small to know that. I am only a tiny demonstration model, but a larger model behind BelugAPI can help you.",
    "Sorry, that is too much for me. I am beluga-nano, a tiny demonstration model, and I mostly know about whales and BelugAPI.",
    "That is a good question, but I am too small to answer it. Ask me about the sea, or ask a larger model through BelugAPI.",
]


def pseudo_word(rng: random.Random) -> str:
    """A word that does not exist, such as 'tormibe'."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4)))


def thing(rng: random.Random) -> str:
    """Something to ask about: a topic, an invented word or a name."""
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(TOPICS)
    if kind < 0.75:
        return pseudo_word(rng)
    if kind < 0.85:
        return pseudo_word(rng).capitalize() + " " + pseudo_word(rng).capitalize()
    return f"{rng.choice(['the', 'a', 'my', 'your'])} {rng.choice([pseudo_word(rng), rng.choice(ADJECTIVES)])} {pseudo_word(rng)}"


def rambling(rng: random.Random, words: int) -> str:
    """A stretch of text without meaning, like a pasted document."""
    picked = []
    for _ in range(words):
        kind = rng.random()
        word = rng.choice(SMALL_WORDS) if kind < 0.5 else rng.choice(TOPICS) if kind < 0.65 else pseudo_word(rng)
        picked.append(word + rng.choice(["", "", "", "", "", "", ",", ".", "\n"] if kind > 0.4 else [""]))
    return " ".join(picked).replace("\n ", "\n").strip()


def mash(rng: random.Random) -> str:
    """Letters without sense, as typed by a cat."""
    rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "asdf", "jkl", "dfg", "lorem ipsum dolor sit amet ", "bcdfghklmnprst"]
    return " ".join("".join(rng.choice(rng.choice(rows)) for _ in range(rng.randint(3, 9))).strip() or "x" for _ in range(rng.randint(1, 4)))


def symbols(rng: random.Random) -> str:
    """Digits, punctuation and emoji."""
    pool = "0123456789+-*/=()[]{}<>_#@!?.,;:%&$€äöüéñ🙂🚀 abcxyz"
    return "".join(rng.choice(pool) for _ in range(rng.randint(1, 14))).strip() or "?"


def unknown_prompt(rng: random.Random) -> str:
    """One prompt the model cannot know the answer to."""
    kind = rng.random()
    if kind < 0.04:
        return symbols(rng)
    if kind < 0.06:
        return rng.choice([mash(rng), "lorem ipsum dolor sit amet"[:rng.randint(5, 26)]])
    if kind < 0.14:
        return rambling(rng, rng.randint(3, 25))
    if kind < 0.16:
        return rambling(rng, rng.randint(30, 110))
    if kind < 0.165:
        return rambling(rng, rng.randint(120, 350))
    if kind < 0.19:
        return rng.choice(["What is the capital of ", "capital of ", "What's the capital of "]) + pseudo_word(rng).capitalize() + rng.choice(["?", "", "stan?", "ia?"])
    frame = spin(rng.choice(FRAMES).replace("{|}", ""), rng)
    for placeholder, make in (("X", thing), ("Z", thing)):
        frame = frame.replace(placeholder, make(rng)) if placeholder in frame else frame
    return frame.replace("Y", rng.choice(ADJECTIVES))
