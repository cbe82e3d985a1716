"""Kinds of dirt that scrapers deliver, in pages written for the test, in the languages where words matter."""

import pytest

from tests.unit.ingest.pages import HARBOUR, OBSERVATORY, ORCHARD, read, text_of
from workers.errors import PageRejected
from workers.model.rejection import Reason

HAFEN = (
    "Der Rat von Salzmünde hat am Dienstag beschlossen, den vom Sturm zerstörten Hafen wieder aufzubauen.",
    "Bürgermeisterin Ilse Brandt sagte, im Hafenfonds lägen vier Millionen Kronen, etwa die Hälfte des Nötigen.",
    "Die Fischer haben ihre Boote seit dem Sturm flussaufwärts festgemacht, zwei kleinere Betriebe gaben auf.",
    "Die Bauarbeiten sollen im Mai beginnen, falls das Ministerium in Karlsholm den Rest bezahlt.",
)
PORT = (
    "Le conseil municipal de Saumure a décidé mardi de reconstruire le port détruit par la tempête de janvier.",
    "La maire Ilse Brandt a déclaré que le fonds du port contenait quatre millions, environ la moitié du nécessaire.",
    "Depuis la tempête, les pêcheurs amarrent leurs bateaux en amont, et deux équipages ont déjà renoncé.",
    "Les travaux commenceront en mai si le ministère accepte de payer le reste, a précisé la maire.",
)
PUERTO = (
    "El concejo de Salmuera votó el martes a favor de reconstruir el puerto que destruyó la tormenta de enero.",
    "La alcaldesa Ilse Brandt dijo que el fondo del puerto guarda cuatro millones, la mitad de lo que hace falta.",
    "Los pescadores amarran sus barcos río arriba desde la tormenta, y dos cuadrillas ya se han rendido.",
    "Las obras empezarán en mayo si el ministerio acepta pagar el resto, añadió la alcaldesa.",
)
GAVAN = (
    "Совет города Солеустье во вторник решил восстановить гавань, которую разрушил январский шторм.",
    "Мэр Ильза Брандт сообщила, что в фонде гавани четыре миллиона крон, примерно половина нужной суммы.",
    "После шторма рыбаки держат лодки выше по реке, а две небольшие артели весной закрылись.",
    "Инженеры хотят, чтобы новый мол был на метр выше прежнего, рассказала она журналистам после заседания.",
    "Работы начнутся в мае, если министерство согласится оплатить остальное, добавила мэр.",
)
MINA = (
    "قرر مجلس مدينة الملاحة يوم الثلاثاء إعادة بناء الميناء الذي دمرته عاصفة في شهر يناير الماضي.",
    "وقالت رئيسة البلدية إلسا براندت إن صندوق الميناء يضم أربعة ملايين وهو نصف ما تحتاج إليه المدينة.",
    "ومنذ العاصفة يربط الصيادون قواربهم في أعلى النهر وقد توقف اثنان من الفرق الصغيرة عن العمل.",
    "ومن المقرر أن تبدأ الأعمال في شهر مايو إذا وافقت الوزارة على دفع بقية المبلغ المطلوب.",
)
NAMAL = (
    "מועצת העיר מלחה החליטה ביום שלישי לשקם את הנמל שנהרס בסערה הגדולה של חודש ינואר האחרון.",
    "ראש העיר אילזה ברנדט אמרה כי בקרן הנמל יש ארבעה מיליון כתרים, כמחצית מן הסכום הדרוש לעבודות.",
    "מאז הסערה קושרים הדייגים את סירותיהם במעלה הנהר, ושני צוותים קטנים כבר הפסיקו לעבוד.",
    "העבודות יתחילו בחודש מאי אם המשרד יסכים לשלם את יתרת הסכום, הוסיפה ראש העיר.",
)
MINATO = (
    "塩口市の議会は火曜日、一月の嵐で壊れた石造りの港を再建することを賛成多数で決めた。",
    "イルゼ・ブラント市長は、港の基金には必要な額のおよそ半分にあたる四百万クローネがあると述べた。",
    "漁師たちは嵐の後、川の上流に船をつないでおり、小さな組の二つは春に仕事をやめたという。",
    "省が残りの費用を負担することに同意すれば、工事は五月に始まる見通しだと市長は説明した。",
)


@pytest.mark.parametrize(
    ("title", "story", "entries"),
    [
        ("Saltmouth harbour vote: live updates", HARBOUR, ("Brandt speaks", "Fishermen on the stairs")),
        ("Liveticker: Salzmünde stimmt über den Hafen ab", HAFEN, ("Brandt spricht", "Fischer auf der Treppe")),
    ],
)
def test_a_live_blog_is_one_article(title: str, story: tuple[str, ...], entries: tuple[str, str]) -> None:
    page = text_of(title, *story[:2], "14:32", entries[0], *story[2:4], "14:05", entries[1], *ORCHARD[:2], "13:50")
    (article,) = read(page)

    assert article.title == title
    assert article.text == text_of(*story[:2], entries[0], *story[2:4], entries[1], *ORCHARD[:2])


def test_a_list_of_press_releases_is_several_articles_with_their_dates() -> None:
    releases = (
        ("Saltmouth council votes to rebuild the harbour", "March 4, 2025", HARBOUR),
        ("Frost destroys apple blossom in the Vell valley", "March 6, 2025", ORCHARD),
        ("Comet to pass Venus, astronomers report", "March 7, 2025", OBSERVATORY),
    )
    articles = read("\n\n".join(line for title, date, story in releases for line in (title, date, *story)))

    assert [article.title for article in articles] == [title for title, _, _ in releases]
    assert [article.text for article in articles] == [text_of(*story) for _, _, story in releases]
    assert [article.published_at and article.published_at.day for article in articles] == [4, 6, 7]


WALLS = (
    (HARBOUR, "Subscribe to continue reading", "You have read your last free article of this month, dear reader."),
    (HARBOUR, "This article is for subscribers only", "For one crown a week you can read all that we write."),
    (HAFEN, "Weiterlesen mit Abo", "Für eine Krone in der Woche lesen Sie auf allen Geräten alles, was wir schreiben."),
    (PORT, "Cet article est réservé aux abonnés", "Pour un euro par semaine, lisez tout ce que nous écrivons ici."),
    (PUERTO, "Contenido exclusivo para suscriptores", "Por un euro a la semana puede leer todo lo que escribimos."),
    (GAVAN, "Материал доступен только по подписке", "За одну крону в неделю вы можете читать всё, что мы пишем."),
    (
        MINATO,
        "この記事は有料会員限定です",
        "週に百円で、私たちが毎日お届けする記事を、どの端末でもお読みいただけます。",
    ),
)
BANNERS = (
    (HARBOUR, "We and our 412 partners use cookies to store things on your device and to measure how you read."),
    (HARBOUR, "You can change your cookie settings at any time by clicking on the shield below on this page."),
    (HAFEN, "Wir verwenden Cookies, um Inhalte und Anzeigen auf Sie zuzuschneiden und Zugriffe zu zählen."),
    (PORT, "Nous et nos partenaires utilisons des cookies afin de mesurer la fréquentation de ce site."),
    (PUERTO, "Nosotros y nuestros socios utilizamos cookies para medir las visitas y mostrarle anuncios."),
    (GAVAN, "Мы используем файлы cookie, чтобы сайт работал лучше, а реклама была вам интересна каждый день."),
    (MINA, "نحن نستخدم ملفات تعريف الارتباط لقياس الزيارات ولعرض الإعلانات التي تناسبك في هذا الموقع."),
)


@pytest.mark.parametrize(("story", "wall", "offer"), WALLS)
def test_before_a_paywall_is_the_text_and_beyond_it_is_none(story: tuple[str, ...], wall: str, offer: str) -> None:
    (article,) = read(text_of("Ilse Brandt: Salzmünde, Saltmouth", *story[:2], wall, offer))

    assert article.text == text_of(*story[:2])


@pytest.mark.parametrize(("story", "banner"), BANNERS)
def test_a_cookie_banner_is_no_text(story: tuple[str, ...], banner: str) -> None:
    above, below = read(text_of(banner, *story)), read(text_of(*story, banner))

    assert [article.text for article in (*above, *below)] == [text_of(*story)] * 2


def test_an_article_about_cookies_keeps_its_sentences() -> None:
    story = (
        "The court in Karlsholm ruled that a shop must ask its visitors before it sets cookies on their computers.",
        "The shop had told them in a banner that it did so, and took silence for consent, the judges said.",
        "Lawyers expect that many sites will have to change how they ask, and some will do without cookies.",
    )
    (article,) = read(text_of("Court: shops must ask before they set cookies", *story))

    assert article.text == text_of(*story)


@pytest.mark.parametrize(
    ("story", "heading"),
    [
        *((HARBOUR, "About the author"), (HAFEN, "Über den Autor"), (PORT, "À propos de l'auteur")),
        *((PUERTO, "Sobre el autor"), (GAVAN, "Об авторе"), (MINA, "عن الكاتب"), (MINATO, "この記事を書いた人")),
    ],
)
def test_an_author_box_is_no_text(story: tuple[str, ...], heading: str) -> None:
    (article,) = read(text_of(*story, heading, "Hanna Lund", HARBOUR[0].replace("council", "reporter")))

    assert article.text == text_of(*story)


@pytest.mark.parametrize(
    ("story", "heading"),
    [
        *((HARBOUR, "Related articles"), (HAFEN, "Lesen Sie auch"), (PORT, "À lire aussi"), (PUERTO, "Lea también")),
        *((GAVAN, "Читайте также"), (MINA, "اقرأ أيضا"), (NAMAL, "קראו גם"), (MINATO, "関連記事")),
    ],
)
def test_a_list_of_other_stories_amid_the_text_is_left_out(story: tuple[str, ...], heading: str) -> None:
    links = ("Ferrymen strike", "Lorry toll in court")
    (article,) = read(text_of(*story[:2], heading, *links, *story[2:]))

    assert article.text == text_of(*story)


@pytest.mark.parametrize(
    ("story", "heading"),
    [
        *((HARBOUR, "Comments (3)"), (HAFEN, "3 Kommentare"), (PORT, "Commentaires"), (PUERTO, "3 comentarios")),
        *((GAVAN, "Комментарии (3)"), (MINA, "التعليقات"), (NAMAL, "תגובות"), (MINATO, "コメント（3）")),
    ],
)
def test_readers_comments_are_no_text(story: tuple[str, ...], heading: str) -> None:
    comments = [f"{sentence} {sentence}" for sentence in ORCHARD]
    title = " ".join(story[0].split()[:5])[:24]
    (article,) = read(text_of(title, *story, heading, *(line for said in comments for line in ("vell_reader", said))))

    assert article.text == text_of(*story)


@pytest.mark.parametrize(
    ("story", "credit"),
    [
        (HARBOUR, "Waves break over the breakwater of Saltmouth in January. Photo: Jan Veit/Coastal Office"),
        (HAFEN, "Wellen schlagen im Januar über die Mole von Salzmünde. (Foto: Jan Veit/dpa)"),
        (PORT, "Les vagues passent au-dessus de la jetée de Saumure. Crédit photo : Jan Veit"),
        (GAVAN, "Волны перехлёстывают через мол в Солеустье. Фото: Ян Вейт"),
        (MINA, "أمواج تعلو فوق رصيف الميناء في شهر يناير. الصورة: يان فايت"),
        (MINATO, "嵐の波をかぶる塩口の港の堤防（写真：ヤン・ファイト）"),
    ],
)
def test_a_caption_with_its_credit_is_no_text(story: tuple[str, ...], credit: str) -> None:
    (article,) = read(text_of(story[0], credit, *story[1:]))

    assert article.text == text_of(*story)


def test_a_title_that_comes_again_is_no_text() -> None:
    again = "Saltmouth rebuilds its harbour"
    (article,) = read(text_of(again, again, "By Hanna Lund", again, *HARBOUR))

    assert (article.title, article.text) == (again, text_of(*HARBOUR))


@pytest.mark.parametrize("story", [HAFEN, PORT, GAVAN, MINA, NAMAL, MINATO], ids=lambda story: story[0][:12])
def test_a_page_of_teasers_in_any_language_is_refused(story: tuple[str, ...]) -> None:
    teasers = [(" ".join(one.split()[:5])[:24], one[:-1]) for one in story]
    lines = [line for n in range(3) for head, said in teasers for line in (f"{head} {n}", f"{said} {n}.")]

    with pytest.raises(PageRejected) as refusal:
        read("\n".join(lines))

    assert refusal.value.reason is Reason.NO_ARTICLE


ARABIC = ("الرئيسية", "سياسة", "نشر في 6 مارس 2025", "جميع الحقوق محفوظة")
HEBREW = ("דף הבית", "פוליטיקה", "פורסם: 6.3.2025", "כל הזכויות שמורות")


@pytest.mark.parametrize(
    ("story", "title", "around"),
    [(MINA, "مجلس الملاحة يقرر إعادة بناء الميناء", ARABIC), (NAMAL, "מועצת מלחה החליטה לשקם את הנמל", HEBREW)],
)
def test_a_page_that_runs_from_right_to_left_is_read_like_any(
    story: tuple[str, ...], title: str, around: tuple[str, str, str, str]
) -> None:
    home, section, published, rights = around
    (article,) = read(text_of("\u200f" + home, section, title, published, *story, rights, "facebook"))

    assert (article.title, article.text) == (title, text_of(*story))
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == "2025-03-06"


@pytest.mark.parametrize(
    ("story", "appeal"),
    [
        (HARBOUR, "Enjoyed this story? Scan the QR code and read the Saltmouth Courier wherever the tide takes you."),
        (HAFEN, "Ich möchte Post von der Redaktion erhalten und kann diese Einwilligung jederzeit widerrufen."),
        (PORT, "Chaque matin, le port et ses histoires dans votre boîte : recevez gratuitement notre newsletter."),
        (PUERTO, "¿Te importa el puerto? Hazte socio del Correo de Salmuera y ayúdanos a seguir en el muelle."),
        (GAVAN, "Больше новостей о гавани и о море читайте каждый день, подписывайтесь на «Вестник Солеустья»."),
        (MINATO, "港の最新のニュースを毎日受け取りたい方は、今すぐ塩口新聞のアプリをダウンロードしてください。"),
    ],
)
def test_what_a_site_asks_of_its_readers_is_no_text(story: tuple[str, ...], appeal: str) -> None:
    """It is a sentence, so only its words tell."""
    (article,) = read(text_of(*story[:2], appeal, *story[2:]))

    assert article.text == text_of(*story)
