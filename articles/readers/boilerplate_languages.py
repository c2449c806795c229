"""A few lines of known shape in other languages than English: prompts and pointers that leave no doubt.

German, French, Spanish, Italian, Portuguese and Dutch. Every pattern is a whole short line, and the words of the outlet
to its reader ("our newsletter"), not a report of them.
"""

import re

_NEWSLETTER = r"(?:news ?letters?|bolet[ií]n(?:es)?|infolettres?|nieuwsbrie(?:f|ven)|lettre d[’']information)"


def _line(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Links to other stories",
        _line(
            r"^(?:lesen sie (?:auch|hier|mehr|dazu)(?: auch)?|mehr zum thema|auch interessant"
            r"|das könnte sie (?:auch )?interessieren"
            r"|(?:à )?lire (?:aussi|également)|sur le même sujet|lea? también|le puede interesar|más información"
            r"|leggi anche|potrebbe interessarti|leia (?:também|mais)|lees (?:ook|verder|meer))"
            r" ?(?:[:|–—›>].{1,160}|)$"
        ),
    ),
    (
        "Newsletter sign-up",
        _line(
            rf"^(?:(?:melden sie sich|abonnieren sie)\b.{{0,60}}\b(?:unser\w*|den) {_NEWSLETTER}"
            rf"|(?:abonnez|inscrivez)-vous\b.{{0,40}}\b(?:notre|nos|la|à la) {_NEWSLETTER}"
            rf"|(?:suscríb(?:ete|ase)|apúntate)\b.{{0,40}}\bnuestr[oa]s? {_NEWSLETTER}"
            rf"|iscrivit[ei]\b.{{0,40}}\b(?:nostra|nostre) {_NEWSLETTER}"
            rf"|(?:assine|inscreva-se)\b.{{0,40}}\bnossa {_NEWSLETTER}"
            rf"|(?:schrijf je|meld je|abonneer je)\b.{{0,40}}\b(?:onze|de) {_NEWSLETTER}).{{0,100}}$"
        ),
    ),
    (
        "Donation appeal",
        _line(
            r"^(?:unterstützen sie (?:uns\b|unsere arbeit|unabhängigen journalismus)"
            r"|soutenez (?:notre (?:journal|rédaction|travail)|un journalisme indépendant|une presse libre)"
            r"|apoy[ae] (?:nuestro trabajo|el periodismo independiente)"
            r"|sostieni (?:il nostro lavoro|il giornalismo indipendente)"
            r"|apoie (?:o nosso trabalho|o jornalismo independente)"
            r"|steun (?:onze journalistiek|onafhankelijke journalistiek)).{0,120}$"
        ),
    ),
    (
        "Page navigation",
        _line(
            r"^(?:lesezeit|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd)"
            r" ?:? ?\d{1,3} ?(?:min\w*\.?|′)$"
        ),
    ),
    ("Advertisement", _line(r"^(?:anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie)$")),
)

# Only at the edge of the story, or beside what is left out already.
AT_THE_EDGE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Comment prompt",
        _line(
            r"^(?:kommentare|commentaires|comentarios|commenti|comentários|reacties) ?(?:\(\d[\d,.]*\)|\d+)?$",
            r"^\d[\d,.]* (?:kommentare|commentaires|comentarios|commenti|comentários|reacties)$",
        ),
    ),
    ("Share links", _line(r"^(?:teilen|partager|compartir|condividi|compartilhar|delen)$")),
)
