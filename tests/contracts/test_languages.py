"""Every language that can be told: a sentence of news in each is told to be in it.

Every language with news in ``tests/contracts/news``: it is found to be about what it is about.
"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest
from ruamel.yaml import YAML

from workers.classify.language import Profiles, detect_language, load_profiles
from workers.classify.lexicon import load_languages
from workers.classify.script import Script, load_scripts
from workers.classify.tag import Knowledge, load_knowledge, tag_article
from workers.model.article import Article

SENTENCES = {
    "af": "Die minister het gesê dat die vergadering volgende week in die hoofstad gehou sal word.",
    "am": "ሚኒስትሩ ስብሰባው በሚቀጥለው ሳምንት በዋና ከተማው እንደሚካሄድ ተናግረዋል።",
    "ar": "قال الوزير إن الاجتماع سيعقد الأسبوع المقبل في العاصمة وإن الحكومة ستعلن التفاصيل لاحقا.",
    "bg": "Министърът каза, че срещата ще се проведе следващата седмица в столицата и че ще има съобщение.",
    "bn": "মন্ত্রী বলেছেন, আগামী সপ্তাহে রাজধানীতে বৈঠকটি অনুষ্ঠিত হবে।",
    "bo": "སྤྱི་ཁྱབ་ཚོགས་འདུ་གཟའ་འཁོར་རྗེས་མར་འཚོག་རྒྱུ་རེད།",
    "ca": "El ministre va dir que la reunió es farà la setmana vinent a la capital i que el govern n'informarà.",
    "cs": "Ministr řekl, že schůzka se uskuteční příští týden v hlavním městě a že vláda zveřejní podrobnosti.",
    "cy": "Dywedodd y gweinidog y bydd y cyfarfod yn cael ei gynnal yr wythnos nesaf yn y brifddinas.",
    "da": "Ministeren sagde, at mødet bliver holdt i næste uge i hovedstaden, og at regeringen vil oplyse mere.",
    "de": "Der Minister sagte, dass das Treffen nächste Woche in der Hauptstadt stattfinden werde.",
    "dv": "ބައްދަލުވުން އަންނަ ހަފްތާގައި ބާއްވާނެ ކަމަށް ވަޒީރު ވިދާޅުވި އެވެ.",
    "el": "Ο υπουργός είπε ότι η συνάντηση θα γίνει την επόμενη εβδομάδα στην πρωτεύουσα.",
    "en": "The minister said that the meeting would be held next week in the capital.",
    "es": "El ministro dijo que la reunión se celebrará la próxima semana en la capital y que habrá un anuncio.",
    "et": "Minister ütles, et kohtumine toimub järgmisel nädalal pealinnas ja valitsus annab sellest teada.",
    "fa": "وزیر گفت که این نشست هفته آینده در پایتخت برگزار خواهد شد و دولت جزئیات را اعلام می‌کند.",
    "fi": "Ministeri sanoi, että kokous pidetään ensi viikolla pääkaupungissa ja hallitus kertoo siitä lisää.",
    "fr": "Le ministre a déclaré que la réunion aurait lieu la semaine prochaine dans la capitale.",
    "gu": "મંત્રીએ કહ્યું કે બેઠક આવતા અઠવાડિયે રાજધાનીમાં યોજાશે.",
    "he": "השר אמר שהפגישה תתקיים בשבוע הבא בבירה והממשלה תפרסם פרטים נוספים.",
    "hi": "मंत्री ने कहा कि बैठक अगले सप्ताह राजधानी में होगी और सरकार इसकी जानकारी देगी।",
    "hr": "Ministar je rekao da će se sastanak održati sljedeći tjedan u glavnom gradu te da će vlada objaviti.",
    "hu": "A miniszter elmondta, hogy a találkozót a jövő héten tartják a fővárosban.",
    "hy": "Նախարարն ասաց, որ հանդիպումը տեղի կունենա հաջորդ շաբաթ մայրաքաղաքում։",
    "id": "Menteri itu mengatakan bahwa pertemuan akan diadakan minggu depan di ibu kota.",
    "it": "Il ministro ha detto che l'incontro si terrà la prossima settimana nella capitale.",
    "ja": "大臣は、会議が来週首都で開かれると述べた。",
    "ka": "მინისტრმა თქვა, რომ შეხვედრა მომავალ კვირას დედაქალაქში გაიმართება.",
    "km": "រដ្ឋមន្ត្រីបាននិយាយថា កិច្ចប្រជុំនឹងធ្វើឡើងនៅសប្តាហ៍ក្រោយ។",
    "kn": "ಸಭೆ ಮುಂದಿನ ವಾರ ರಾಜಧಾನಿಯಲ್ಲಿ ನಡೆಯಲಿದೆ ಎಂದು ಸಚಿವರು ಹೇಳಿದರು.",
    "ko": "장관은 회의가 다음 주 수도에서 열릴 것이라고 말했다.",
    "lo": "ລັດຖະມົນຕີກ່າວວ່າກອງປະຊຸມຈະຈັດຂຶ້ນໃນອາທິດໜ້າ.",
    "lt": "Ministras sakė, kad susitikimas įvyks kitą savaitę sostinėje ir kad vyriausybė apie tai praneš.",
    "lv": "Ministrs sacīja, ka tikšanās notiks nākamnedēļ galvaspilsētā un ka valdība par to paziņos.",
    "mk": "Министерот рече дека состанокот ќе се одржи следната недела во главниот град.",
    "ml": "യോഗം അടുത്ത ആഴ്ച തലസ്ഥാനത്ത് നടക്കുമെന്ന് മന്ത്രി പറഞ്ഞു.",
    "mr": "मंत्र्यांनी सांगितले की ही बैठक पुढच्या आठवड्यात राजधानीत होणार आहे आणि सरकार माहिती देईल.",
    "my": "ဝန်ကြီးက အစည်းအဝေးကို လာမည့်အပတ်တွင် ကျင်းပမည်ဟု ပြောသည်။",
    "ne": "मन्त्रीले बैठक अर्को हप्ता राजधानीमा हुने र सरकारले जानकारी दिने बताएका छन्।",
    "nl": "De minister zei dat de vergadering volgende week in de hoofdstad zal worden gehouden.",
    "no": "Statsråden sa at møtet skal holdes neste uke i hovedstaden, og at regjeringen vil fortelle mer etterpå.",
    "or": "ମନ୍ତ୍ରୀ କହିଛନ୍ତି ଯେ ବୈଠକ ଆସନ୍ତା ସପ୍ତାହରେ ହେବ।",
    "pa": "ਮੰਤਰੀ ਨੇ ਕਿਹਾ ਕਿ ਮੀਟਿੰਗ ਅਗਲੇ ਹਫ਼ਤੇ ਰਾਜਧਾਨੀ ਵਿੱਚ ਹੋਵੇਗੀ।",
    "pl": "Minister powiedział, że spotkanie odbędzie się w przyszłym tygodniu w stolicy.",
    "pt": "O ministro disse que a reunião será realizada na próxima semana na capital e que haverá um anúncio.",
    "ro": "Ministrul a spus că întâlnirea va avea loc săptămâna viitoare în capitală.",
    "ru": "Министр сказал, что встреча состоится на следующей неделе в столице и что об этом объявят позже.",
    "si": "රැස්වීම ලබන සතියේ අගනුවරදී පැවැත්වෙන බව අමාත්‍යවරයා පැවසීය.",
    "sk": "Minister povedal, že stretnutie sa uskutoční budúci týždeň v hlavnom meste a že vláda to oznámi.",
    "sl": "Minister je dejal, da bo srečanje prihodnji teden v prestolnici in da bo vlada o tem obvestila javnost.",
    "so": "Wasiirku wuxuu sheegay in shirka lagu qaban doono caasimadda toddobaadka soo socda.",
    "sq": "Ministri tha se takimi do të mbahet javën e ardhshme në kryeqytet.",
    "sv": "Ministern sade att mötet ska hållas nästa vecka i huvudstaden och att regeringen återkommer.",
    "sw": "Waziri alisema kwamba mkutano huo utafanyika wiki ijayo katika mji mkuu.",
    "ta": "கூட்டம் அடுத்த வாரம் தலைநகரில் நடைபெறும் என்று அமைச்சர் கூறினார்.",
    "te": "సమావేశం వచ్చే వారం రాజధానిలో జరుగుతుందని మంత్రి చెప్పారు.",
    "th": "รัฐมนตรีกล่าวว่าการประชุมจะจัดขึ้นในสัปดาห์หน้าที่เมืองหลวง",
    "tl": "Sinabi ng ministro na ang pulong ay gaganapin sa susunod na linggo sa kabisera.",
    "tr": "Bakan, toplantının gelecek hafta başkentte yapılacağını ve hükümetin açıklama yapacağını söyledi.",
    "uk": "Міністр сказав, що зустріч відбудеться наступного тижня у столиці і що про це повідомлять пізніше.",
    "ur": "وزیر نے کہا کہ اجلاس اگلے ہفتے دارالحکومت میں ہوگا اور حکومت تفصیلات کا اعلان کرے گی۔",
    "vi": "Bộ trưởng nói rằng cuộc họp sẽ được tổ chức vào tuần tới tại thủ đô.",
    "zh": "部长表示，会议将于下周在首都举行，政府将公布更多细节。",
}

SCRIPTS = load_scripts().known


@cache
def profiles() -> Profiles:
    return load_profiles()


@pytest.mark.parametrize("code", sorted({language for script in SCRIPTS for language in script.languages}))
def test_a_sentence_is_told_to_be_in_its_language(code: str) -> None:
    found = detect_language(None, SENTENCES[code], profiles())

    assert found.code.split("-")[0] == code
    assert found.confidence >= 0.8


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.code)
def test_a_language_told_by_letters_is_close_to_one_that_is_known(script: Script) -> None:
    """Letters are asked only where the language was taken for such a neighbour."""
    neighbours = {other for language in script.letters for other in script.close.get(language, ())}

    assert set(script.letters) <= set(script.close)
    assert neighbours <= set(script.languages)


class News(msgspec.Struct, frozen=True, kw_only=True):
    """A few sentences, the country they are about, and their subject."""

    text: str
    region: str
    topic: str


NEWS = sorted((Path(__file__).parent / "news").glob("*.yaml"))


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.mark.parametrize("path", NEWS, ids=lambda path: path.stem)
def test_news_is_found_to_be_about_what_it_is_about(path: Path) -> None:
    news = msgspec.convert(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), list[News])
    articles = [Article(id="", place=0, title=None, text=one.text, at=datetime(2024, 5, 1, tzinfo=UTC)) for one in news]
    tags = [tag_article(article, knowledge()) for article in articles]

    assert [tag.language.code.split("-")[0] for tag in tags] == [path.stem] * 3
    assert [[region.code for region in tag.regions][:1] for tag in tags] == [[one.region] for one in news]
    assert [[topic.code for topic in tag.topics][:1] for tag in tags] == [[one.topic] for one in news]


@pytest.mark.parametrize("code", load_languages())
def test_a_lexicon_belongs_to_a_language_that_is_told(code: str) -> None:
    language = load_languages()[code]

    assert code in {known for script in SCRIPTS for known in script.languages}
    assert len({*language.regions.names, *language.places.names}) >= 190
