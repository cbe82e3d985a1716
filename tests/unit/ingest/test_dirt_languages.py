"""What stands around articles, in languages that have fewer words in the tables."""

import pytest

from tests.unit.ingest.pages import read, text_of

LIMANI = (
    "Το δημοτικό συμβούλιο της Αλμυρής αποφάσισε την Τρίτη να ξαναχτίσει το λιμάνι που κατέστρεψε η καταιγίδα.",
    "Η δήμαρχος Ίλζε Μπραντ είπε ότι το ταμείο του λιμανιού έχει τέσσερα εκατομμύρια, περίπου τα μισά χρήματα.",
    "Από την ημέρα της καταιγίδας οι ψαράδες δένουν τις βάρκες τους στο ποτάμι, και δύο από αυτούς έφυγαν.",
    "Οι εργασίες θα αρχίσουν τον Μάιο, αν το υπουργείο δεχτεί να πληρώσει τα υπόλοιπα, πρόσθεσε η δήμαρχος.",
)
PRISTAV = (
    "Zastupitelé města Solné Ústí v úterý rozhodli, že znovu postaví přístav, který v lednu zničila bouře.",
    "Starostka Ilse Brandtová řekla, že fond přístavu má čtyři miliony korun, asi polovinu toho, co je třeba.",
    "Rybáři od bouře uvazují své čluny výš na řece a dvě menší posádky na jaře skončily úplně.",
    "Práce mají začít v květnu, pokud ministerstvo souhlasí, že zaplatí zbytek, dodala starostka.",
)
HAMNEN = (
    "Fullmäktige i Saltmynning beslutade på tisdagen att bygga upp hamnen som förstördes av stormen i januari.",
    "Borgmästare Ilse Brandt sade att hamnfonden har fyra miljoner kronor, ungefär hälften av vad som behövs.",
    "Fiskarna har förtöjt sina båtar längre upp i ån sedan stormen, och två av de mindre lagen har gett upp.",
    "Arbetet ska börja i maj om departementet i Karlsholm går med på att betala resten, sade hon.",
)
PELABUHAN = (
    "Dewan kota Muara Asin pada Selasa memutuskan untuk membangun kembali pelabuhan yang dirusak badai Januari.",
    "Wali Kota Ilse Brandt mengatakan dana pelabuhan berjumlah empat juta kron, kira-kira separuh kebutuhan.",
    "Sejak badai, para nelayan menambatkan perahu mereka di hulu sungai, dan dua kelompok kecil sudah berhenti.",
    "Pekerjaan akan dimulai pada Mei jika kementerian setuju membayar sisanya, katanya kepada wartawan.",
)
CANG = (
    "Hội đồng thành phố Cửa Mặn hôm thứ Ba quyết định xây lại bến cảng bị cơn bão hồi tháng Giêng phá hủy.",
    "Thị trưởng Ilse Brandt nói quỹ bến cảng có bốn triệu curon, khoảng một nửa số tiền cần thiết.",
    "Từ sau cơn bão, ngư dân neo thuyền ở phía trên sông, và hai nhóm nhỏ đã bỏ nghề vào mùa xuân.",
    "Công việc sẽ bắt đầu vào tháng Năm nếu bộ đồng ý trả phần còn lại, bà nói với các nhà báo.",
)
BANDARGAH = (
    "नमकपुर की नगर परिषद ने मंगलवार को जनवरी के तूफान में टूटे बंदरगाह को फिर से बनाने का फैसला किया।",
    "महापौर इल्से ब्रांट ने कहा कि बंदरगाह के कोष में चालीस लाख क्रोन हैं, जो जरूरत का करीब आधा है।",
    "तूफान के बाद से मछुआरे अपनी नावें नदी में ऊपर बांधते हैं और दो छोटे दल वसंत में काम छोड़ चुके हैं।",
    "अगर मंत्रालय बाकी रकम देने को तैयार हुआ तो काम मई में शुरू होगा, उन्होंने पत्रकारों से कहा।",
)


@pytest.mark.parametrize(
    ("story", "heading", "link", "comments"),
    [
        (LIMANI, "Διαβάστε επίσης", "Γιατί πέφτουν οι μόλοι", "Σχόλια"),
        (PRISTAV, "Mohlo by vás zajímat", "Proč padají mola", "Diskuse"),
        (HAMNEN, "Läs också", "Därför faller murarna", "Kommentarer"),
        (PELABUHAN, "Baca juga", "Mengapa tembok laut runtuh", "Komentar"),
        (CANG, "Tin liên quan", "Vì sao đê biển sụp đổ", "Bình luận"),
        (BANDARGAH, "यह भी पढ़ें", "दीवारें क्यों गिरती हैं", "टिप्पणियां"),
    ],
)
def test_links_and_comments_are_known_in_further_languages(
    story: tuple[str, ...], heading: str, link: str, comments: str
) -> None:
    (article,) = read(text_of(*story[:2], heading, link, *story[2:], comments, story[0][9:]))

    assert article.text == text_of(*story)
