"""What the quiet pages of `make_background.py` are made of: patterns of sentences, and words to fill them with."""

from collections.abc import Mapping

OPENINGS = (
    "{City} {body} weighs {plan} for the {season}",
    "{Person} to lead {body} in {City}",
    "{Plan} in {City} delayed by {trouble}",
    "Visitors return to {City} as {season} begins",
    "{City} counts the cost of {trouble}",
    "What {plan} would mean for {City}",
    "{Team} hold on for a draw in {City}",
    "{Country} and {Country2} near a deal on {goods}",
    "Prices of {goods} rise for a second month in {Country}",
    "{Museum} in {City} opens its archive",
    "Rail services between {City} and {City2} resume",
    "Teachers in {City} vote on {plan}",
    "One {season} of small repairs in {City}",
    "Fewer people in {Country} bought {goods} last month",
    "{Person} looks back on {number} years in {City}",
)

SENTENCES = (
    "The {body} in {City} met on {day} to talk about {plan}, which has been discussed since the {season}.",
    "{Person}, who has lived in {City} for {number} years, said the {trouble} had been worse in other winters.",
    "Around {number} people came to the meeting, most of them from the streets near the {place}.",
    "A spokeswoman for the {body} said that no decision would be made before the end of {month}.",
    "Exports of {goods} from {Country} grew by {number} per cent compared with the same month a year earlier.",
    "{Person} told reporters that {plan} would cost less than expected, but gave no figure.",
    "The train between {City} and {City2} was full on {day}, and some passengers stood for the whole journey.",
    "{Team} had most of the ball after the break and still needed a late save from their goalkeeper.",
    "In {Country2}, where a similar law was passed in {month}, the number of complaints fell slowly.",
    "The {place} will stay closed for {number} days while workers look at the roof and the old wiring.",
    "Shopkeepers in {City2} say that fewer customers ask for {goods} when the weather is dry.",
    "Nobody was hurt, and traffic near the {place} was moving again by the early evening.",
    "{Person} and {Person2} have worked together before, most recently on a study of {goods} in {Country}.",
    "The forecast for {City} speaks of light rain, a weak wind from the west and {number} hours of sun over the week.",
    "Critics of {plan} answer that the money would be better spent on the {place}.",
    "{Museum} expects {number} school classes before the {season}, twice as many as it can guide at present.",
    "The minister for trade in {Country} plans to visit {City2} in {month} with a small delegation.",
    "According to the {body}, {number} of the houses on the street have been empty since {month}.",
    "An engineer who looked at the {place} described the {trouble} as annoying rather than dangerous.",
    "On {day} evening the choir of {City2} sang for an hour in front of the {place}.",
    "Farmers in {Country2} sold {number} tonnes of {goods} at the weekly market, a little more than usual.",
    "{Person2} said the club would rather keep its young players than pay for another striker.",
    "The bridge carries {number} lorries an hour at its busiest and was last painted before the war.",
    "Nurses at the hospital in {City} have asked for longer breaks and a quieter ward at night.",
    "A second reading of the budget is planned for {day}, when {Person} returns from {City2}.",
    "Students from {City} measured the river every morning and found {number} kinds of insects.",
    "The company makes parts for {goods} and employs {number} people in {City}, half of them part time.",
    "Over tea, {Person2} remembered one {season} in which the {place} was under water for weeks.",
    "Two lanes remain closed because of {trouble}, and drivers are asked to use the road past the {place}.",
    "The orchestra has found a new hall in {City2} after {number} months without a stage.",
    "Parents bring folding chairs, because the benches were taken away during the {season} and never came back.",
    "It took the crew {number} minutes to reach the boat, which had drifted towards the harbour wall of {City2}.",
    "Half of the answers came from pensioners, a third from people who commute to {City} by train.",
    "A baker two doors down sells {number} loaves before breakfast and closes when they are gone.",
    "The court heard that letters about {trouble} had been sent to a wrong address since {month}.",
    "Mushrooms, {goods} and a brass band: the fair in {City2} has changed little in {number} years.",
    "Engineers compared three routes and found the one beside the {place} cheapest to maintain.",
    "Whoever wants to swim has to walk, for the nearest open pool is {number} kilometres away.",
    "Interest rates hardly moved, and banks in {Country2} lent a little more to small firms than in {month}.",
    "{Person2} paints doors, only doors, and has a waiting list until next {season}.",
    "After {trouble}, the library lent out candles for an evening and found that nobody wanted to go home.",
    "Two ministers from {Country} shook hands for the cameras and left by separate exits.",
    "The youngest candidate is nineteen and says {plan} is the reason why she stands.",
    "Wolves were seen near {City}, or large dogs, depending on whom one asks.",
    "Harvests of {number} years, written down by a parish clerk, show how early the cherries used to bloom.",
    "Under the floor the builders came upon a Roman drain that still carries water.",
    "Local firms won {number} of the contracts, the rest went to bidders from {Country2}.",
    "The choir master of {City} thinks the acoustics poor and the tea excellent.",
    "Insurance will cover the windows but not the piano, {Person} was told.",
    "{Team} sold their left back in {month} and have conceded {number} goals since.",
    "Some call it a nuisance, others a tradition: the bells beside the {place} ring at a quarter to six.",
    "Apprentices now earn more from the first day, a rule that {Country} copied from {Country2}.",
    "Geese have settled on the roof of the {place} and chase away the photographers.",
    "Nothing is settled until the architects have measured the slope a second time.",
)

CLOSINGS = (
    "The {body} meets again on {day}.",
    "A report is expected in {month}.",
    "Tickets are sold at the {place} from {day}.",
    "{Person} did not answer a request for comment.",
    "More on the plans for {City} will follow in {month}.",
)

ABOUT_ETNA = (
    "A guide who takes walkers up Mount Etna in the {season} said that {number} of them had booked for {month}.",
    "Growers on the slopes of Etna expect {number} per cent more wine than in the year of the {trouble}.",
    "Scientists in Catania published a map of old lava flows on Mount Etna, the fruit of {number} summers of walking.",
    "{Person} photographs Mount Etna from the same balcony every {day}, and has {number} albums at home.",
    "The cable car on Etna stays shut until {month} because of {trouble}, its operator said.",
    "A lecture on the birds of Mount Etna drew {number} listeners to the library in {City}.",
    "Snow on Mount Etna was measured at {number} centimetres on {day}, about as much as in other years.",
)

ABOUT_PORT = (
    "The port of Hamburg handled {number} container ships in the week to {day}, as many as planned.",
    "Dredging at Hamburg port will go on until {month}, with {number} workers on each shift.",
    "{Person}, a crane driver at the port of Hamburg, has applied to join the {body}.",
    "Hamburg port bought {number} electric tractors and will try them out before the {season}.",
    "Coffee and {goods} made up most of what passed through the port of Hamburg in {month}.",
    "A tour of Hamburg port by barge now takes {number} minutes, since {trouble} closed one of the locks.",
)

ABOUT_FERRIES = (
    "Northwind Ferries will paint two of its ships before the {season}, a job of {number} days.",
    "On {day} a Northwind Ferries crossing left {number} minutes late because of {trouble}.",
    "{Person} joins the board of Northwind Ferries after {number} years at sea.",
    "Northwind Ferries carried {number} thousand passengers in {month}, according to its newsletter.",
)

_PEOPLE = (
    *("Ilse Brandt", "Tomas Ferreira", "Maeve Donnelly", "Piotr Zielak", "Aino Laakso", "Jonas Wirth", "Carla Nunes"),
    *(
        "Henrik Dahl",
        "Sofia Marchetti",
        "Luc Perrin",
        "Greta Olsen",
        "Daniel Okafor",
        "Ruth Hargreaves",
        "Milan Vesely",
    ),
    *("Elena Costa", "Oskar Lind", "Noor Haddad", "Beatriz Vidal", "Stefan Kroll", "Anya Petrenko", "Owen Pritchard"),
)
_CITIES = (
    *("Lisbon", "Porto", "Ghent", "Aarhus", "Turin", "Leipzig", "Lyon", "Krakow", "Tallinn", "Cork", "Utrecht"),
    *("Bergen", "Graz", "Valencia", "Brno", "Ljubljana", "Turku", "Bordeaux", "Malmo", "Galway", "Trieste", "Basel"),
)
_COUNTRIES = (
    *("Portugal", "Belgium", "Denmark", "Italy", "Germany", "France", "Poland", "Estonia", "Ireland", "Norway"),
    *("Austria", "Spain", "Slovenia", "Finland", "Sweden", "Switzerland", "the Netherlands", "Canada", "Japan"),
)
_PLANS = (
    *("a new tram line", "a longer school day", "free entry to museums", "a tax on empty flats", "a smaller stadium"),
    *("quieter nights at the station", "a second library", "a ban on leaf blowers", "cheaper bus tickets"),
    *("a cycle path along the canal", "later opening hours", "a shared fire brigade", "a garden on the old market"),
)

WORDS: Mapping[str, tuple[str, ...]] = {
    "Person": _PEOPLE,
    "Person2": _PEOPLE[::-1],
    "City": _CITIES,
    "City2": _CITIES[::-1],
    "Country": _COUNTRIES,
    "Country2": _COUNTRIES[::-1],
    "plan": _PLANS,
    "Plan": tuple(plan[0].upper() + plan[1:] for plan in _PLANS),
    "body": (
        *("city council", "port authority", "school board", "chamber of commerce", "water board", "youth parliament"),
        *("housing office", "tenants' union", "planning committee", "regional court"),
    ),
    "place": (
        *("town hall", "old swimming pool", "covered market", "north bridge", "fish market", "bus depot"),
        *("botanical garden", "observatory", "railway arches", "chapel on the hill", "waterworks"),
    ),
    "goods": (
        *("bicycles", "cheese", "oranges", "timber", "furniture", "ceramic tiles", "herring", "glass", "apples"),
        *("washing machines", "wool", "olive oil", "paper", "shoes"),
    ),
    "trouble": (
        *("a burst pipe", "strong wind", "a shortage of spare parts", "late deliveries", "a power cut", "roadworks"),
        *("a broken lift", "flooded cellars", "missing signatures", "a long frost"),
    ),
    "season": ("spring", "summer", "autumn", "winter", "holidays", "harvest", "festival"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "month": ("January", "February", "April", "May", "June", "September", "October", "November"),
    "Team": ("Rovers", "United", "Athletic", "Wanderers", "Sporting", "Olympia", "Harriers"),
    "Museum": ("The maritime museum", "The city gallery", "The museum of printing", "The old observatory"),
}
