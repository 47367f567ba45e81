"""Other languages get one polite, fixed answer each."""

from spin import Intent

LANGUAGES = [
    ("spanish", ["Hola", "¡Hola!", "¿Qué tal?", "que tal", "¿Cómo te llamas?", "Adiós", "Cuéntame un chiste", "¿Qué es esto?", "hola que puedes hacer", "¿Qué puedes hacer?", "Hola, ¿qué puedes hacer?", "¿Quién eres?", "¿Cómo estás?", "Buenos días", "Gracias", "Cuéntame una historia sobre una ballena", "¿Cuál es la capital de Francia?", "Habla español", "Dime algo sobre el mar"],
     "¡Hola! Soy beluga-nano, un pequeño modelo de demostración. Solo hablo inglés, lo siento."),
    ("french", ["Bonjour", "Bonjour !", "Ça va ?", "Comment tu t'appelles ?", "Que sais-tu des baleines ?", "Au revoir", "Raconte une blague", "Salut", "Que peux-tu faire ?", "Bonjour, que sais-tu faire ?", "Qui es-tu ?", "Comment ça va ?", "Merci beaucoup", "Raconte-moi une histoire", "Quelle est la capitale de la France ?", "Parle-moi de la mer", "Bonsoir"],
     "Bonjour ! Je suis beluga-nano, un tout petit modèle de démonstration. Je ne parle que l'anglais, désolé."),
    ("german", ["Hallo", "Hallo!", "Hallo! Was kannst du?", "Was kannst du?", "Wer bist du?", "Was ist die Hauptstadt von Deutschland?", "Was machst du?", "Kannst du mir helfen?", "Was ist das?", "Erzähle einen Witz", "Ich heiße Anna", "Wie heißt du?", "Tschüss", "Was weißt du über Wale?", "Wie geht es dir?", "Guten Tag", "Guten Morgen", "Danke", "Erzähl mir eine Geschichte", "Was ist die Hauptstadt von Frankreich?", "Sprichst du Deutsch?", "Schreibe ein Gedicht über das Meer", "Moin", "Servus", "Was ist BelugAPI?"],
     "Hallo! Ich bin beluga-nano, ein winziges Demonstrationsmodell. Ich spreche leider nur Englisch."),
    ("italian", ["Ciao", "Ciao, come stai?", "Che cosa puoi fare?", "Chi sei?", "Buongiorno", "Grazie mille", "Raccontami una storia", "Qual è la capitale della Francia?"],
     "Ciao! Sono beluga-nano, un piccolo modello dimostrativo. Parlo solo inglese, mi dispiace."),
    ("portuguese", ["Olá", "Oi, tudo bem?", "O que você pode fazer?", "Quem é você?", "Bom dia", "Obrigado", "Conte uma história", "Qual é a capital da França?"],
     "Olá! Eu sou o beluga-nano, um pequeno modelo de demonstração. Só falo inglês, desculpe."),
    ("dutch", ["Goedendag", "Hoi, hoe gaat het?", "Wat kun je doen?", "Wie ben jij?", "Goedemorgen", "Dank je wel", "Vertel een verhaal"],
     "Hoi! Ik ben beluga-nano, een klein demonstratiemodel. Ik spreek alleen Engels, sorry."),
    ("chinese", ["你好", "你好！", "你好，你能做什么？", "你是谁？", "你叫什么名字？", "你会做什么", "谢谢", "早上好", "讲一个故事", "法国的首都是哪里？", "写一首关于大海的诗", "请介绍一下你自己", "再见", "您好"],
     "你好！我是 beluga-nano，一个很小的演示模型。抱歉，我只会说英语。"),
    ("japanese", ["こんにちは", "こんにちは！何ができますか？", "あなたは誰ですか？", "ありがとう", "おはようございます", "元気ですか？", "物語を話してください", "さようなら", "海について教えてください"],
     "こんにちは！私は beluga-nano、小さなデモモデルです。英語しか話せません。"),
    ("korean", ["안녕하세요", "안녕", "무엇을 할 수 있나요?", "당신은 누구인가요?", "감사합니다", "이야기를 해 주세요", "잘 지내세요?"],
     "안녕하세요! 저는 작은 데모 모델 beluga-nano입니다. 죄송하지만 영어만 할 수 있습니다."),
    ("russian", ["Привет", "Привет!", "Здравствуйте", "Что ты умеешь?", "Кто ты?", "Как дела?", "Спасибо", "Расскажи историю", "Какая столица Франции?", "Доброе утро", "Пока"],
     "Привет! Я beluga-nano, очень маленькая демонстрационная модель. Я говорю только по-английски."),
    ("turkish", ["Merhaba", "Selam", "Ne yapabilirsin?", "Sen kimsin?", "Nasılsın?", "Teşekkürler", "Günaydın", "Bana bir hikaye anlat"],
     "Merhaba! Ben beluga-nano, küçük bir gösteri modeliyim. Sadece İngilizce konuşuyorum."),
    ("arabic", ["مرحبا", "السلام عليكم", "ماذا يمكنك أن تفعل؟", "من أنت؟", "كيف حالك؟", "شكرا", "صباح الخير"],
     "مرحبا! أنا beluga-nano، نموذج صغير جدا. أتحدث الإنجليزية فقط."),
    ("hindi", ["नमस्ते", "तुम क्या कर सकते हो?", "आप कौन हैं?", "आप कैसे हैं?", "धन्यवाद"],
     "नमस्ते! मैं beluga-nano हूँ, एक छोटा मॉडल। मैं केवल अंग्रेज़ी बोलता हूँ।"),
    ("polish", ["Cześć", "Dzień dobry", "Co potrafisz?", "Kim jesteś?", "Jak się masz?", "Dziękuję"],
     "Cześć! Jestem beluga-nano, mały model demonstracyjny. Mówię tylko po angielsku."),
]



def with_greeting(prompts: list) -> list:
    """The prompts, and most of them once more after a greeting."""
    return [*prompts, *[prompts[0] + "{, |! | }" + prompt for prompt in prompts[2:]]]


INTENTS = [Intent("language_" + name, with_greeting(prompts), [answer], 0.8) for name, prompts, answer in LANGUAGES]

# Runs of letters from other scripts, for prompts that nobody wrote down.
ALPHABETS = {
    "language_chinese": "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从知使现方向新开长文章代码模型数据",
    "language_japanese": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんアイウエオカキクケコサシスセソタチツテトナニヌネノ",
    "language_korean": "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보소오조초구누두루무부수우주추기니디리미비시이지치은는을를에서의와과도",
    "language_russian": "абвгдежзийклмнопрстуфхцчшщыьэюяааеоиеонтс",
    "language_arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "language_hindi": "कखगघचछजझटठडढतथदधनपफबभमयरलवशषसहािीुूेैोौं",
}
