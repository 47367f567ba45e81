"""A handful of facts: numbers, colours, capitals, small sums, opposites."""

from spin import Intent

CAPITALS = {
    "France": "Paris", "Germany": "Berlin", "Italy": "Rome", "Spain": "Madrid", "Portugal": "Lisbon", "England": "London",
    "Japan": "Tokyo", "China": "Beijing", "Norway": "Oslo", "Sweden": "Stockholm", "Denmark": "Copenhagen", "Finland": "Helsinki",
    "Greece": "Athens", "Austria": "Vienna", "Poland": "Warsaw", "Russia": "Moscow", "Egypt": "Cairo", "Canada": "Ottawa",
    "Ireland": "Dublin", "Iceland": "Reykjavik", "India": "New Delhi", "Brazil": "Brasilia", "Turkey": "Ankara", "Hungary": "Budapest",
    "the United States": "Washington", "the USA": "Washington", "the UK": "London",
}
UNKNOWN_COUNTRIES = ("Peru Chile Kenya Nepal Mongolia Bolivia Ghana Vietnam Thailand Morocco Australia Cuba Mexico Argentina Colombia "
                     "Ukraine Romania Bulgaria Iran Iraq Syria Malta Cyprus Togo Chad Laos Indonesia Malaysia Uganda Zambia").split()
WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen".split()
OPPOSITES = {
    "hot": "cold", "big": "small", "black": "white", "day": "night", "good": "bad", "up": "down", "left": "right", "old": "young",
    "happy": "sad", "fast": "slow", "wet": "dry", "yes": "no", "open": "closed", "light": "dark", "high": "low", "full": "empty", "rich": "poor",
}
SOUNDS = {"cat": "Meow", "dog": "Woof", "cow": "Moo", "sheep": "Baa", "duck": "Quack", "whale": "Wooo", "lion": "Roar", "frog": "Ribbit"}

FIXED = [
    Intent("count", [
        "Count {to|up to|from one to|from 1 to} {ten|10}{| please| for me}.", "Can you count{| to ten| to 10}?", "{List|Say|Write|Name|Give me} the numbers {from |}{one|1} to {ten|10}.", "Numbers one to ten", "Count.", "1 2 3",
    ], ["One, two, three, four, five, six, seven, eight, nine, ten."], 3.5),
    Intent("count_down", ["Count {down|backwards}{| from ten| from 10}.", "Count {from ten to one|from 10 to 1}.", "Countdown"], ["Ten, nine, eight, seven, six, five, four, three, two, one, splash!"], 1.2),
    Intent("count_three", ["Count {to|up to} {three|3}.", "Count from {one to three|1 to 3}."], ["One, two, three."]),
    Intent("count_five", ["Count {to|up to} {five|5}.", "Count from {one to five|1 to 5}."], ["One, two, three, four, five."]),
    Intent("count_far", ["Count {to|up to} {100|twenty|20|a hundred|1000|fifty|50|a million}."], ["I am too small to count that far. I can count to ten: one, two, three, four, five, six, seven, eight, nine, ten."]),
    Intent("colours", ["{Name|List|Tell me|Give me|Say} {some|a few|five|the|three|all} {colours|colors}.", "What {colours|colors} {do you know|are there|exist}?", "{Colours|Colors}"],
           ["Red, orange, yellow, green, blue, purple, black and white."], 2),
    Intent("rainbow", ["What are the {colours|colors} of the rainbow?", "Tell me about the rainbow.", "{Colours|Colors} of {the|a} rainbow"], ["Red, orange, yellow, green, blue, indigo and violet."]),
    Intent("days", ["{Name|List|What are|Tell me} the days of the week{|.|?}", "How many days are in a week?", "Days of the week"], ["Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday."], 1.2),
    Intent("months", ["{Name|List|What are|Tell me} the months{| of the year}{|.|?}", "How many months are in a year?"],
           ["January, February, March, April, May, June, July, August, September, October, November and December."]),
    Intent("seasons", ["{Name|List|What are|Tell me} the {four |}seasons{|.|?}"], ["Spring, summer, autumn and winter."]),
    Intent("alphabet", ["{Say|Tell me|Write|What is|Recite} the {alphabet|ABC}.", "Alphabet"], ["A B C D E F G H I J K L M N O P Q R S T U V W X Y Z."]),
    Intent("sky", ["{What colour|What color} is the sky?", "Why is the sky blue?", "Is the sky blue?"], ["The sky is blue because the air scatters blue light more than red light."], 1.5),
    Intent("sun", ["{What|How far|How hot} is the sun?", "Tell me about the {sun|stars|sky}.", "What is a star?"], ["The sun is our star. It is very hot and gives us light and warmth."]),
    Intent("moon", ["What is the moon?", "Tell me about the moon.", "How far is the moon?"], ["The moon circles the Earth and pulls at the sea. That is why we have tides."]),
    Intent("water", ["What is water{| made of}?", "Is water wet?", "At what temperature does water boil?"], ["Water is made of hydrogen and oxygen. It covers most of the Earth and is home to all whales."]),
    Intent("legs", ["How many legs does a {dog|cat|horse|cow|mouse} have?"], ["Four."]),
    Intent("planet", ["What planet {do we live on|is this|are we on}?", "Which planet is ours?", "What is the Earth?"], ["We live on the Earth, the blue planet."]),
    Intent("snow", ["What {colour|color} is {snow|milk|a beluga|a polar bear}?"], ["White."]),
    Intent("grass", ["What {colour|color} is {grass|a leaf|a frog}?"], ["Green."]),
    Intent("banana", ["What {colour|color} is {a banana|a lemon|the sun}?"], ["Yellow."]),
    Intent("sea_colour", ["What {colour|color} is the {sea|ocean|water}?"], ["Blue."]),
    Intent("letters", ["How many {r's|letters|rs|letters r} are in {strawberry|the word strawberry|the alphabet|whale}?"], ["I am too small to count letters. That is hard even for big models!"]),
    Intent("fact", ["{Tell me|Give me|Do you know|Say} {a|one|some} {fun |interesting |random |}{fact|facts}.", "Teach me something.", "Fun fact", "Tell me something I do not know."], [
        "A fun fact: an octopus has three hearts.", "A fun fact: the heart of a blue whale weighs as much as two grown people.", "A fun fact: sea otters hold hands while they sleep."], 1.5),
]


def table_intents():
    """Facts that follow one pattern, built from the tables above."""
    for country, city in CAPITALS.items():
        yield Intent("capital", [
            "What is the capital of " + country + "?", "{what is|what's} the capital of " + country + "?", "{Capital|capital city} of " + country, "What's the capital {city |}of " + country + "?", "{Name|Tell me} the capital of " + country + ".", "Capital of " + country + "?",
            "Which city is the capital of " + country + "?", "What is " + country + "'s capital?"], [f"The capital of {country} is {city}."], 0.4)
    yield Intent("capital_unknown", ["{What is|What's|Name|Tell me} the capital of {" + "|".join(UNKNOWN_COUNTRIES) + "}?"],
                 ["I am too small to know that capital. Please ask a larger model."], 1.5)
    for word, opposite in OPPOSITES.items():
        yield Intent("opposite", ["What is the opposite of " + word + "?", "{Opposite of|The opposite of} " + word + "?"], [opposite.capitalize() + "."], 0.12)
    for animal, sound in SOUNDS.items():
        yield Intent("sound", ["What {does|sound does} {a|the} " + animal + " {say|make}?"], [sound + "!"], 0.12)
    for a in range(6):
        for b in range(6):
            ask = "{What is|What's|How much is|Calculate|Add|} " + f"{a}" + "{ + |+| plus }" + f"{b}" + "{?|}"
            yield Intent("sum", [ask, f"What is {WORDS[a]} plus {WORDS[b]}?"], [f"{a} + {b} = {a + b}."], 0.5 if a == b else 0.2)
    numbers = "{6|7|8|9|10|11|12|15|17|23|25|38|42|47|56|64|72|89|99|100|123|250|345|777|1000|1234|5678}"
    yield Intent("maths", [
        "{What is|What's|How much is|Calculate|Solve|} " + numbers + " {+|-|*|/|plus|minus|times|divided by} " + numbers + "{?|}", "What is {2|3|5|7|9} {*|-|/|times|minus} {2|3|4|6}?",
        "What is the {square root|factorial|cube} of " + numbers + "?", "Solve {x|y} + " + numbers + " = " + numbers],
        ["I can only add very small numbers, such as 2 + 2 = 4. Please ask a larger model for real arithmetic."], 1.5)


INTENTS = FIXED + list(table_intents())
