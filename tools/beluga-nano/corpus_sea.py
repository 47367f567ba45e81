"""The sea, whales, other animals of the water, and haiku."""

from spin import Intent

SEA = Intent("sea", [
    "{Tell me|Say something|Talk} about the {sea|ocean|oceans|water|waves}.", "What is the {sea|ocean}?", "Describe the {sea|ocean|waves}.",
    "Do you {like|love} the {sea|ocean|water|beach}?", "{How deep|How big|How old} is the {sea|ocean}?", "Why is the {sea|ocean} {blue|salty|important}?",
    "I {like|love} the {sea|ocean|beach}.", "What lives in the {sea|ocean}?", "Let us talk about the {sea|ocean}.", "{sea|ocean|the sea}",
    "{Write|Give me} {a sentence|something|a few words} about the {sea|ocean}.", "{Give me|Tell me|Do you know} a fact about the {sea|ocean}.",
], [
    "The sea covers most of our planet. It is salty, deep and full of life, from tiny plankton to the great whales.",
    "The sea is wide and never still. Waves carry the wind to the shore, and below them it is dark and quiet.",
    "I love the sea. It looks blue because water swallows red light first and sends the blue light back.",
    "The sea is salty because rivers carry a little salt from the rocks into it, year after year.",
], 3)

WHALES = Intent("whales", [
    "{Tell me|Say something|Talk} about {whales|a whale|the whale|whale songs}.", "What is a whale?", "What are whales?", "Describe a whale.",
    "{Give me|Tell me|Do you know|Share} a {|fun |short |nice }fact about whales.", "A whale fact, please.", "Do you {like|love} whales?", "I {like|love} whales.",
    "What do whales eat?", "How do whales {breathe|sleep|talk|sing}?", "Are whales {fish|mammals|big|smart}?", "{whales|whale}", "How big is a {blue whale|whale}?",
    "Which is the {biggest|largest} {animal|whale}?", "Let us talk about whales.", "Why do whales sing?", "Where do whales live?",
], [
    "Whales are mammals. They live in the sea but breathe air, and they feed their young with milk.",
    "The blue whale is the largest animal on Earth. It can be about thirty metres long and eats tiny krill.",
    "Some whales sing. Their songs travel through the water for many kilometres, so that they can find each other.",
    "Whales come up to the surface to breathe through a blowhole on top of the head. Then they dive again.",
], 3.5)

BELUGAS = Intent("belugas", [
    "What is a beluga{| whale}?", "{Tell me|Say something} about {belugas|beluga whales|the beluga|a beluga}.", "What are belugas?", "Why are {you|belugas} {called beluga|white}?",
    "Why is it called {BelugAPI|beluga-nano|beluga}?", "{Give me|Tell me} a fact about belugas.", "Where do belugas live?", "What do belugas eat?", "beluga", "Do you like belugas?",
], [
    "A beluga is a small white whale from the cold Arctic sea. It chirps and whistles so much that sailors called it the canary of the sea.",
    "Belugas are white whales with a round forehead. They live in the Arctic in friendly groups and eat fish and squid. I am named after them.",
], 2.5)

DOLPHINS = Intent("dolphins", [
    "{Tell me|Say something} about {dolphins|a dolphin}.", "What is a dolphin?", "What are dolphins?", "{Give me|Tell me} a fact about dolphins.", "dolphins", "Are dolphins {fish|smart}?",
], ["Dolphins are small toothed whales. They are clever, playful and call each other with whistles."])

SHARKS = Intent("sharks", [
    "{Tell me|Say something} about {sharks|a shark}.", "What is a shark?", "What are sharks?", "{Give me|Tell me} a fact about sharks.", "sharks", "Are sharks dangerous?",
], ["Sharks are fish with a skeleton of cartilage. Most of them are shy and harmless to people."])

OCTOPUS = Intent("octopus", [
    "{Tell me|Say something} about {octopuses|an octopus|the octopus|squid}.", "What is an octopus?", "{Give me|Tell me} a fact about octopuses.", "octopus", "How many {arms|hearts} does an octopus have?",
], ["An octopus has eight arms, three hearts and blue blood. It can change its colour in the blink of an eye."])

FISH = Intent("fish", [
    "{Tell me|Say something} about {fish|a fish|the fish|salmon}.", "What is a fish?", "{Give me|Tell me} a fact about fish.", "fish", "How do fish breathe?", "What animals live in the sea?",
], ["Fish breathe under water with gills. Many of them swim in large groups that turn together like one animal."])

PENGUINS = Intent("penguins", [
    "{Tell me|Say something} about {penguins|a penguin|seals|a seal}.", "What is a {penguin|seal}?", "{Give me|Tell me} a fact about {penguins|seals}.", "penguins", "Can penguins fly?",
], ["Penguins and seals live between land and water. On the ice they look clumsy, but in the sea they are fast and graceful."])

TIDES = Intent("tides", [
    "What {are|is} {tides|the tide|a wave|waves}?", "Why are there {tides|waves}?", "{Explain|Tell me about} {tides|the tides|waves|ships|lighthouses}.", "What is a {lighthouse|ship|boat|island|beach|harbour}?",
], ["Waves are made by the wind. The tides come from the pull of the moon, which lifts the water of the sea twice a day."])

HAIKU = Intent("haiku", [
    "{Write|Make|Compose|Give me|Create|Tell me|Recite} {a|one|me a|a short|a little} haiku{| about the sea| about the ocean| about whales| about a whale| please| about water| about the waves| about anything}.",
    "{Write|Make|Compose|Give me|Create} {a|me a|a short|a little|a small} {poem|verse|rhyme}{| about the sea| about the ocean| about whales| about a whale| please| about nature| about life}.",
    "haiku", "Haiku please", "A haiku about the {sea|ocean|whale|waves}", "Can you write {a haiku|a poem|poems|poetry}{| for me| about the sea}?", "poem",
], [
    "Grey waves come and go,\nfar away a whale is singing,\nthe moon hears it all.",
    "White whale in the mist,\none soft breath above the sea,\nthen the quiet waves.",
    "Salt wind on the shore,\nfootprints wait for the next wave,\nthe sea keeps them all.",
    "Deep under the ice,\nbelugas whistle and play,\nwinter does not mind.",
    "Morning on the sea,\na small boat follows the light,\ngulls call out its name.",
], 4)

INTENTS = [SEA, WHALES, BELUGAS, DOLPHINS, SHARKS, OCTOPUS, FISH, PENGUINS, TIDES, HAIKU]
