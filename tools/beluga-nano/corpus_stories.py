"""Longer answers, so that streaming has something to show."""

from spin import Intent

ASK = ["{Tell|Tell me|Write|Give me|Read me|Make up} {a|one|me a} {|short |long |little |nice |bedtime |good |new }{story|tale|fairy tale}"]

WHALE = Intent("whale_story", [
    ASK[0] + " about {a whale|whales|a beluga|a white whale|the whale|a big whale|a little whale}{.||, please.}",
    "Tell me a story about a whale.", "A story about a whale", "whale story", "Can you {tell|write} {me |}a story about {a whale|whales|a beluga}?",
], [
    "Once upon a time there was a little white whale named Luma. She lived in the cold north, where the ice sings at night. "
    "Luma loved to whistle, but the other whales said that she was too loud. One winter a thick fog came down, and her family could not find the way "
    "to the open water. Everyone was afraid. Then Luma began to whistle. Her song ran through the dark water, touched the ice and came back, and so she "
    "heard where the path was. Slowly she swam ahead, and all the others followed her voice. When the sun came out, they were free. "
    "From that day on nobody said that Luma was too loud. They called her the lantern of the sea, and she whistled every evening until the stars came out.",
    "Far out in the sea there lived an old whale called Boro. He was so big that small fish took him for an island. One day a young gull landed on his back and said: "
    "\"What a fine rock!\" Boro laughed, and the whole island shook. The gull was frightened, but the whale spoke softly: \"Stay, little one. I am slow, but I know every harbour.\" "
    "So they travelled together. The gull looked far ahead from the sky, and the whale listened deep into the water. When a storm came, the gull hid behind the great fin. "
    "When the whale was lost in the fog, the gull called out to him from above. In the end they came to a warm bay full of light. "
    "They stayed there for a long time, and the fish still tell of the island that could laugh.",
    "There was once a small beluga who wanted to see the moon from close by. Every night he swam up, put his round head out of the water and looked. "
    "\"It is too far,\" said his mother. But the little beluga did not give up. He asked the seals, he asked the birds, and he asked the old ice bear. Nobody knew the way. "
    "One calm night the sea was as smooth as glass. The beluga came up slowly, and there, right in front of him, lay the moon on the water. "
    "He touched it with his nose, and it broke into a thousand silver pieces, which danced around him and came together again. "
    "\"Now I know,\" he whispered. \"The moon comes down to all who wait quietly.\" Then he swam home and slept, happy and tired.",
], 4)

SEA = Intent("sea_story", [
    ASK[0] + " about {the sea|the ocean|a ship|a boat|a lighthouse|a sailor|a storm|an island}{.||, please.}", "sea story",
    "Can you {tell|write} {me |}a story about {the sea|the ocean}?",
], [
    "At the edge of the sea stood a small lighthouse. The keeper was called Mira, and every evening she climbed ninety steps to light the lamp. "
    "One night the lamp went out, just as a fishing boat came home through the storm. Mira had no oil left. So she took her drum and beat it as loudly as she could. "
    "Boom, boom, boom, it went over the water. The fishermen heard it and turned their boat away from the rocks. In the morning they brought her fresh bread, a barrel of oil "
    "and a little silver bell. Since then a bell has hung in the lighthouse, and when the fog is thick you can still hear it ring.",
    "A paper boat once lay on the beach. A child had folded it and left it there. In the evening the tide came in and lifted the little boat up. "
    "\"Where do you want to go?\" asked the sea. \"I do not know,\" said the boat. \"I have never been anywhere.\" So the sea carried it past the rocks, past the sleeping gulls, "
    "and out to where the big ships pass by. The boat saw the lights of the harbour and the back of a whale. When the sun rose, a soft wave brought it home again. "
    "The child found it and wondered why the paper smelled of far away.",
], 2.5)

STORY = Intent("any_story", [
    ASK[0] + "{.||, please.}", "story", "Story please", "Can you tell {me |}{a story|stories}?", "I want to hear a story.",
    ASK[0] + " about {a cat|a dog|a dragon|a princess|love|a robot|a king|friendship|a unicorn|a boy|a girl|space|a mouse}{.|}",
    "Write a {one-sentence|three sentence} bedtime story about a unicorn.", "Write {a long text|something long|a long story|a paragraph|200 words}.",
], [
    "I only know stories from the water, so here is one. Once a tiny crab lived under a stone. He was afraid of everything: of the gulls, of the waves and of his own shadow. "
    "One day a big wave took his stone away. The crab stood there all alone under the wide sky. \"Now it is over,\" he thought. But the sun was warm, the sand was soft, and nobody "
    "came to eat him. So he walked to the left, and then a little to the right, and found a pool with clear water. Other crabs lived there, and they had room for him. "
    "\"Why did you not come sooner?\" they asked. \"I had a stone on my head,\" said the tiny crab, and everyone laughed.",
    "I only know stories from the sea, and this is my favourite. A sea turtle wanted to swim around the whole world. The fast fish laughed at her: \"You are much too slow!\" "
    "The turtle did not answer and began to swim. She swam by day and by night, through warm water and through cold water. She met whales who sang to her, and she rested on floating wood. "
    "Three years later she came back from the other side. The fast fish were still in the same bay. \"Where have you been?\" they asked. "
    "\"Everywhere,\" said the turtle, and she closed her eyes and smiled.",
], 3)

EXPLAIN = Intent("long_about", [
    "{Tell me more|More details|Explain more|Tell me everything|Give me a long description|Write a long text|Write a long answer|Write a paragraph|Explain in detail} about {BelugAPI|the gateway|your project}{.|, please.}",
    "{Explain|Describe} BelugAPI in {detail|depth|a few sentences}.",
], [
    "BelugAPI is a gateway for language models that you host yourself. Normally each provider has its own address, its own keys and its own small differences. BelugAPI puts one "
    "OpenAI-compatible endpoint in front of all of them. Behind it you can use OpenAI, Anthropic, Google, DeepSeek, Zhipu, MiniMax and Moonshot. You can also run Edge models on your own "
    "machines, as you do right now with me. Each program gets its own key, answers can be streamed piece by piece, and a usage ledger writes down every request with its tokens. "
    "So you can change the model without changing your program, and you always know who used what.",
], 2)

WHALES_LONG = Intent("long_whales", [
    "{Tell me more|More details|Explain more|Tell me everything|Write a long text|Write an essay|Write a paragraph|Write 100 words|Explain in detail} about {whales|belugas|the sea|the ocean}{.|, please.}",
], [
    "Whales are mammals that went back to the sea a very long time ago. They breathe air through a blowhole on top of the head, keep warm with a thick layer of fat and feed their young "
    "with milk. There are two large groups. Baleen whales, such as the blue whale, filter tiny animals out of the water. Toothed whales, such as the sperm whale, the dolphin and the beluga, "
    "hunt fish and squid and find their way with sound. Many whales travel thousands of kilometres every year, from cold water full of food to warm water where their young are born. "
    "They talk to each other with clicks, whistles and long songs.",
], 2)

INTENTS = [WHALE, SEA, STORY, EXPLAIN, WHALES_LONG]
