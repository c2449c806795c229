"""The cues: what appeals, prompts and page furniture look like. See ``boilerplate.py`` for how they count."""

import re

from articles.readers import boilerplate_languages

APPEAL = "Donation appeal"
LINKS = "Links to other stories"
LONGEST_LINE = 320

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)")
# A full stop between two sentences without a space, as in "all the difference.The attack".
GLUE = re.compile(r"[.!?…](?<=[^\W\d_][^\W\d_A-Z].)[”\"’)]?(?=[“\"‘]?[^\W\d_a-z](?:[a-zà-ÿ’']|[ ]))")
SENTENCE_END = re.compile(r"[.!?…][”\"’)]?(?:\s+|(?=[“\"‘]?[A-ZÀ-Þ][a-zà-ÿ ]))")
SAYING = re.compile(
    r"\b(?:said|says|told|tells|according to|wrote|writes|added|argued?|warn(?:s|ed)|asked|explain(?:s|ed)|announced"
    r"|claim(?:s|ed)?|insist(?:s|ed)|suggest(?:s|ed)|report(?:s|ed)|replied|recalls?|recalled"
    r"|(?:leaflet|letter|message|notice|poster|sign|note|advert|appeal|e-?mail) (?:reads?|ran|runs))\b",
    re.I,
)


def _line(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


_NETWORK = (
    r"(?:facebook|twitter|x|whats ?app|e-?mail|copy link|linked ?in|telegram|reddit|pinterest|messenger"
    r"|bluesky|threads|print|sms)"
)
_LIST = r"[\s·•|,/&–—-]*"

# Lines that are trusted wherever they stand.
ANYWHERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Sample notice", _line(r"^fictional sample:")),
    (
        "Cookie notice",
        _line(
            r"^(?:we|this (?:web)?site|our (?:web)?site|by (?:continuing|using|clicking))\b.*\bcookies?\b"
            r".*\b(?:accept|agree|consent|manage|choices|settings|preferences|policy|better|experience)\b",
            r"^(?:accept|reject|manage)(?: all)?(?: my)? (?:cookies|cookie settings|choices|preferences)\b",
            r"^(?:accept|reject|decline|refuse) all$",
        ),
    ),
    (
        "Bookmark prompt",
        _line(
            r"^(?:want|would you like) to (?:bookmark|keep|save) (?:this|your)\b.*\b(?:articles?|stor(?:y|ies))\b",
            r"^(?:bookmark|save) (?:this )?(?:article|story)(?: for later)?[.!]?$",
        ),
    ),
    (
        "Subscription prompt",
        _line(
            r"^subscribe (?:now |today )?(?:to .{1,60} )?to (?:bookmark|save|read|continue|keep|unlock)\b",
            r"^(?:start|begin|activate) your\b.{1,60}\b(?:subscription|trial|membership)\b",
            r"^(?:already|not yet) (?:a |have an? )?(?:subscriber|member|subscription|account)\b.*\b(?:log|sign) in\b",
            r"^(?:to )?(?:continue|keep) reading\b.*\b(?:subscri\w+|register|sign in|log in|member\w*)\b",
            r"^this (?:article|story|content) is (?:only |exclusively )?(?:available|reserved|for)\b"
            r".*\b(?:subscribers|members)\b",
            r"^.{1,40}\bsubscribers can (?:also )?(?:read|get|listen|watch|enjoy)\b.*\bour\b",
            r"^unlock (?:unlimited|full) access\b",
            r"^subscribe (?:now|today)[.!]?$",
        ),
    ),
    (
        "Newsletter sign-up",
        _line(
            r"^sign[ -]?up ?[:|–—]",
            r"^(?:.{0,60}[:.!?] )?(?:please )?sign up (?:now |here |today )?(?:for|to)\b.*"
            r"(?:\bour\b|\bfree\b.*\bnewsletter|\bnews ?letter[.!]?$|\balerts?\b|(?:to|in) your inbox)",
            r"^(?:get|receive)\b.*\b(?:in|to) your inbox\b",
            r"^subscribe to (?:our|the) .{0,40}\b(?:newsletter|bulletin|podcast|channel)\b",
            r"^by (?:signing up|subscribing|submitting)\b.*\b(?:terms|privacy (?:policy|notice)|conditions)\b",
            r"^enter your e-?mail(?: address)?$",
        ),
    ),
    (
        "Comment prompt",
        _line(
            r"^join (?:our|the) (?:commenting forum|comment section|conversation|discussion|debate)[.!]?$",
            r"^join thought-provoking conversations\b",
            r"^(?:share|post|add|leave|have) (?:us )?(?:your|a) (?:views?|thoughts?|say|comments?|opinions?|reply)\b"
            r"(?:.*\b(?:readers|replies|below|comments?|here)\b)?[.!]?$",
            r"^(?:log|sign) in(?: or (?:register|sign up|subscribe))? to (?:join|comment|post|reply|take part|vote)\b",
            r"^register(?: or (?:log|sign) in)? to (?:join|comment|post|reply)\b",
            r"^be the first to comment\b",
            r"^comments are (?:now )?closed\b",
        ),
    ),
    (
        "Share links",
        _line(
            rf"^share (?:this|on|via)\b[^.]{{0,20}}[:|]?{_LIST}(?:{_NETWORK}{_LIST})*$",
            rf"^(?:{_NETWORK}{_LIST}){{3,}}$",
            r"^(?:follow|like) us on\b",
        ),
    ),
    (
        "Caption",
        _line(r"^(?:photo(?:graph)?|image|picture|pictured|caption|(?:photo|image|picture) credits?) ?: ?\S.{0,200}$"),
    ),
    (
        LINKS,
        _line(
            r"^(?:read more|read next|read also|also read|see also|more on this(?: story)?|don[’']t miss)"
            r" ?(?:[:|–—›>]|$)",
            r"^related(?: (?:stor(?:y|ies)|articles?|reading|content))? ?[:|›>] ?\S.{0,160}[^.]$",
        ),
    ),
    (
        "Page navigation",
        _line(
            r"^home(?: ?[>›»] ?[^>›»]{1,60})+$",
            r"^(?:print(?: this)?(?: page| article)?|download(?: as)? pdf)(?: ?[|·•] ?.{1,40}){1,5}$",
            r"^(?:skip to (?:main )?content|back to top|jump to content)$",
            r"^\d{1,3}[ -]min(?:ute)?s?(?: read)?$",
            r"^(?:reading time|estimated read)\b.{0,20}$",
            r"^(?:last )?updated:? (?:an?|\d{1,2}) (?:second|minute|hour|day)s? ago$",
            r"^(?:last )?updated(?: at| on)?:? \d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?$",
        ),
    ),
    (
        "Advertisement",
        _line(
            r"^(?:advertisement|advert|sponsored(?: content)?|promoted(?: content)?)$",
            r"^(?:article|story) continues (?:below|after)\b.{0,40}$",
        ),
    ),
    (
        "Contact line",
        _line(
            r"^(?:do you (?:know|have) more|got a (?:story|tip)|have you been affected)\b[^.?]*\?"
            r".*\b(?:contact|e-?mail|write|call|message)\b",
            r"^(?:contact|e-?mail|message) our (?:reporters?|newsroom|team|desk|journalists)\b",
        ),
    ),
    *boilerplate_languages.LINES,
    ("App prompt", _line(r"^download (?:our|the) .{0,40}\bapp\b[^.]{0,60}[.!]?$")),
)
# All of them as one: nearly every line is none, and one look is a good deal cheaper than one for each.
ANY_OF_THEM = _line(*(pattern.pattern for _, pattern in ANYWHERE))

# Lines that are trusted beside other boilerplate, or with nothing else between them and the top or the end.
AT_THE_EDGE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Comment prompt",
        _line(
            r"^comments? ?(?:\(\d[\d,.]*\)|\d+)?$",
            r"^\d[\d,.]* comments?$",
            r"^(?:view|show|read)(?: all)?(?: \d+)? comments$",
        ),
    ),
    ("Share links", _line(r"^(?:share|print|save|bookmark|tweet)$", rf"^{_NETWORK}$")),
    ("Copyright line", _line(r"^(?:©|\(c\) |copyright (?:©|\d{4}))", r"^all rights reserved\b")),
    (
        "Subscription prompt",
        _line(
            r"^subscribe$",
            r"^(?:log|sign) in$",
            r"^register$",
            r"^try (?:the )?[\w’' ]{1,40} for (?:\w+ ){1,2}(?:days?|weeks?|months?)\b[^.]{0,40}$",
        ),
    ),
    ("Newsletter sign-up", _line(r"^(?:newsletters?|sign up)$", r"^be the first to know\b")),
    (
        "About the author",
        _line(
            r"^[^“”\"]{1,200}\bfollow (?:her|him|them|me) (?:on|at) (?:\w+: ?)?\S{2,60}(?: \S{2,60})?[.]?$",
            r"^[^“”\"]{1,200}\be-?mail (?:her|him|them|me)(?: at)?:? \S{1,60}@\S{1,60}$",
        ),
    ),
    (
        "Contact line",
        _line(
            r"^for (?:further|more|media) (?:information|enquiries|inquiries|details)\b.{0,40}"
            r"\b(?:contact|call|e-?mail|write to)\b.*(?:@|\d{3})",
            r"^(?:[-–—* ]*ends[-–—* ]*|#{2,4})$",
        ),
    ),
    ("Page navigation", _line(r"^live$")),
    *boilerplate_languages.AT_THE_EDGE,
)

LINKS_HEADING = _line(
    r"^(?:related(?: (?:investigations|articles|stories|topics|links|content|news))?|read more|read next|see also"
    r"|you (?:may|might) also like|more (?:stories|from .{1,40}|on this(?: story)?|like this)"
    r"|most (?:read|popular|viewed)|recommended(?: for you)?) ?:?$"
)


def looks_like_a_link(line: str) -> bool:
    """A headline of another story: short, and not closed as a sentence of prose is."""
    return len(line) <= 160 and len(line.split()) <= 22 and not re.search(r"[.:;,…][”\"’)]?$|[”\"]$", line)


# --- Appeals ---------------------------------------------------------------------------------------------------------
_ASK = _line(
    r"\byour (?:support|donations?|contributions?|gift|generosity|membership|subscription) (?:\w+ )?"
    r"(?:helps?|allows?|makes?|enables?|lets?|keeps?|means|funds?|pays|ensures?|goes|will|is what)\b",
    r"\bwith your (?:support|help|donation)\b",
    r"(?:^|[.!?:] ?|\bplease )(?:please )?(?:donate|chip in|contribute)\b(?=.{0,30}\b(?:now|today|us|our|keep|here)\b)",
    r"\bplease (?:consider|think about|make|give|support|help)\b",
    r"^help us (?:to )?(?:keep|stay|continue|go on|report|hold)\b",
    r"(?:^|[.!?:] ?)consider (?:making a|supporting us|supporting our|becoming a)\b",
    r"\byou can (?:also )?(?:make|give|support)\b.{0,40}\b(?:contribution|donation|us|our)\b",
    r"\bif you can (?:spare|afford)\b",
    r"\bfrom as little as\b",
    r"(?:^|[.!?:] ?)(?:become|join as) an? (?:member|supporter|patron|subscriber)\b",
    r"(?:^|[.!?:] ?)support (?:our|independent|quality|local|public-interest) (?:journalism|reporting|work|newsroom)\b",
    r"\bthank you for (?:standing with|supporting|backing|helping|your support)\b",
    r"\bpaid for by (?:those who can|somebody like you|people like you|readers like you|you\b|its readers|our readers)",
    r"\b(?:choose|chosen|chose) not to\b.{0,80}\bpaywalls?\b",
)
_SELF = re.compile(r"\b(?:we|us|our|ours|we’re|we've|this (?:site|work|investigation|newsroom))\b", re.I)
_MONEY = _line(
    r"\bpaywalls?\b",
    r"\bno (?:owner|advertisers|shareholders|billionaire)\b",
    r"\b(?:reader|readers|publicly|member)[ -](?:funded|supported)\b",
    r"\bpaid for by\b",
    r"\bhow we are funded\b",
    r"\b(?:slow and )?costly work\b",
    r"\bsupport us\b.{0,40}\bas little as\b.{1,20}\b(?:a|per|each) (?:week|month|year)\b",
    r"\bcosts less than\b",
    r"\b(?:independent|quality|fearless|trusted|investigative|public-interest) (?:journalism|reporting)\b",
)
_PRESS = re.compile(
    r"\b(?:journalis(?:m|ts?)|report(?:ing|ers?)|newsroom|correspondents?|documentar(?:y|ies)|the facts|tell the story"
    r"|the story is|read on|to report|documents?|this (?:article|story|investigation|work)|advertisers)\b",
    re.I,
)
_OPENING = _line(
    r"^before you (?:read on|go|continue|scroll)\b",
    r"^(?:a|one) (?:short |quick |brief )?(?:message|note|word) from\b.{0,60}$",
    r"^how we are funded\b",
    r"\ba (?:small )?favou?r to ask\b",
    r"^thank you[.!]?$",
    r"^(?:support|help) (?:us|our (?:work|journalism))\b.{0,60}$",
)
_MONEY_TAIL = _line(
    r"\bchoose not to\b.{0,80}\bpaywall",
    r"\bno (?:owner|advertisers)\b.{0,200}\bpaywall",
    r"\bavailable to everyone, paid for\b",
)
# One of these is in every asking: a cheap look before the dear one.
_APPEAL_HINTS = (
    "your ", "please ", "donate", "chip in", "contribute", "consider ", "you can", "as little as", "become a",
    "join as", "support our", "support independent", "support quality", "support local", "support public",
    "thank you for", "paid for by", "paywall", "help us",
)  # fmt: skip


def without_quoted(text: str) -> str:
    """The same length, with the words inside quotation marks blanked."""
    return _QUOTED.sub(lambda quoted: "·" * len(quoted[0]), text)


def asks(text: str) -> bool:
    """Whether the text itself, in no quotation and with no verb of saying, asks its reader for support."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _APPEAL_HINTS):
        return False
    bare = without_quoted(text)
    return bool(_ASK.search(bare)) and not SAYING.search(bare)


def is_appeal(run: str) -> bool:
    """Whether a run in which somebody asks is about the outlet itself: it names itself or its money, and its work."""
    bare = without_quoted(run)
    money = _MONEY.search(bare)
    return bool((money or _SELF.search(bare)) and (money or _PRESS.search(bare)))


def speaks_of_itself(text: str) -> bool:
    """Whether a paragraph between two askings goes on about the outlet and its work."""
    bare = without_quoted(text)
    if SAYING.search(bare) or "“" in text:
        return False
    return bool(_MONEY.search(bare) or (_SELF.search(bare) and _PRESS.search(bare)))


def belongs_to_appeal(text: str) -> bool:
    """Whether a paragraph beside an appeal can only be part of it."""
    bare = without_quoted(text)
    return not SAYING.search(bare) and bool(_OPENING.search(bare) or _MONEY_TAIL.search(bare))


def story_after_appeal(text: str) -> int:
    """Where the story begins in an appeal's last paragraph, or 0: after the last sentence with any cue.

    What follows must be long enough to be a story's first paragraph rather than the appeal's last words.
    """
    bare = without_quoted(text)
    starts = [0, *(end.end() for end in SENTENCE_END.finditer(bare))]
    cut = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        sentence = bare[start:end]
        if any(cue.search(sentence) for cue in (_ASK, _SELF, _MONEY, _PRESS)):
            cut = end
    return cut if len(text[cut:].split()) >= 12 else 0
