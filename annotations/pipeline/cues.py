"""Words that attribute: verbs of speech, nouns that speak for somebody, and pronouns."""

from __future__ import annotations

from annotations.pipeline.inflect import noun_forms, verb_forms
from annotations.pipeline.wordlist import word_set

# Verbs that may govern what somebody said without quotation marks ("X said that ...").
REPORTING = word_set("""say claim state announce insist deny argue report stress confirm declare allege warn add assert
acknowledge admit maintain contend suggest note explain reveal disclose tell complain concede predict promise vow
emphasise emphasize reiterate recall charge estimate believe conclude recognise recognize testify""")
# Verbs that only count as a cue beside quotation marks.
BESIDE_MARKS = word_set("""
    ask answer reply respond write tweet post continue begin observe remark comment quip joke shout cry
    yell whisper mutter murmur exclaim plead urge demand call describe brand dub label term denounce condemn
    criticise criticize praise hail accuse blame quote cite read go think wonder muse speak testify swear pledge
    boast agree disagree object protest caution remind inform advise recount relate proclaim pronounce affirm
    retort counter interject chant sing order appeal express laud welcome reject dismiss lament regret hope say
    deadpan crow gripe grumble bemoan concur holler scoff snap bark bellow thunder sigh venture repeat echo fume
    rail blast slam tout decry deride mock implore gush snark text email intone press volunteer feel
    sum point signal characterise characterize advertise title invite beg implore challenge
    """)
# Of those, verbs whose quoted words may be one or two ("called it “barbaric”").
NAMING = word_set("""call describe brand dub label term denounce condemn characterise characterize dismiss hail praise
criticise criticize""")

REPORTING_FORMS = frozenset(form for verb in REPORTING for form in verb_forms(verb))
NAMING_FORMS = frozenset(form for verb in NAMING for form in verb_forms(verb))
CUE_FORMS = REPORTING_FORMS | NAMING_FORMS | frozenset(form for verb in BESIDE_MARKS for form in verb_forms(verb))
# Forms that are so often nouns that they need the tagger to call them verbs.
MOSTLY_NOUNS = word_set(
    """
    claim claims report reports state states charge charges comment comments demand demands order orders appeal
    """
    "appeals protest protests answer answers cry cries object objects point points label labels term terms post posts "
    "brand brands estimate estimates hope hopes title titles counter counters hail regret regrets pledge pledges "
    "promise promises warning meaning addition quote quotes remark remarks address note notes text texts press email "
    "emails rail rails sigh sighs repeat echo echoes blast blasts volunteer volunteers tout bark barks thunder venture "
    "ventures"
)

HE_OR_SHE = frozenset(("he", "she"))
IT = frozenset(("it",))
THEY = frozenset(("they",))
# Verbs that only speak with the word after them.
WITH_PARTICLE = {
    "put": "it", "puts": "it", "shot": "back", "shoots": "back", "fired": "back", "fires": "back", "hit": "back",
    "hits": "back", "snapped": "back", "chimed": "in", "chimes": "in",
}  # fmt: skip
WE_OR_I = frozenset(("i", "we", "you"))
RELATIVE = frozenset(("who", "which", "that"))
PRONOUNS = HE_OR_SHE | IT | THEY

# Bodies that speak with one voice: a nominal with such a head is a group, any other speaker a person.
_BODIES = word_set("""
    ministry government army military police party group council agency committee court company bank office
    department union coalition parliament embassy militia network newspaper channel administration authority
    commission organisation organization movement regime palace presidency cabinet bureau directorate force navy
    force command state federation association foundation institute centre center university hospital team club
    league staff opposition leadership faction alliance broadcaster website magazine paper daily charity
    watchdog body tribunal consulate mission delegation brigade battalion unit division cell front service
    services family campaign board corporation firm operator consortium utility regulator municipality
    prosecution senate congress assembly junta side monitor observatory think-tank newsroom station mosque
    church media press
    """)
BODIES = frozenset(form for noun in _BODIES for form in noun_forms(noun))
_PEOPLE = word_set("""
    official spokesman spokeswoman spokesperson minister president activist witness resident analyst expert
    source leader commander officer soldier general lawyer judge prosecutor doctor journalist reporter diplomat
    ambassador envoy lawmaker senator politician candidate man woman survivor victim relative mother father
    brother sister son daughter wife husband friend neighbour neighbor farmer worker engineer fighter rebel
    defector militant refugee teacher student professor researcher scientist adviser advisor aide secretary
    chief head director manager chairman chairwoman governor mayor deputy voter supporter protester demonstrator
    critic observer author writer owner driver guard nurse medic rescuer investigator detective colleague people
    authority editor columnist commentator historian economist founder member coordinator co-ordinator director-
    general speaker premier king queen prince chancellor villager local passenger tourist parent teenager boy
    girl child person somebody someone bishop pope imam cleric priest sheikh campaigner organiser organizer
    volunteer veteran airman captain major colonel lieutenant sergeant pilot insider negotiator inspector
    counsel attorney technician electrician trader merchant fisherman pensioner employee clerk accountant mechanic
    builder plumber miner sailor suspect defendant detainee prisoner hostage captive migrant protestor marcher
    banker investor executive consultant contractor surgeon paramedic firefighter policeman policewoman constable
    coroner magistrate barrister solicitor councillor councilor legislator mp nun vicar preacher elder tribesman
    herder shepherd receptionist waiter waitress chef cook cleaner caretaker shopkeeper guest customer patient
    bystander onlooker spectator fan coach trainer singer actor actress artist musician poet photographer cameraman
    correspondent blogger geologist seismologist meteorologist biologist physicist epidemiologist psychologist
    sociologist statistician demographer lecturer scholar academic pupil grandmother grandfather uncle aunt cousin
    nephew niece widow widower partner insurgent gunman attacker mediator monitor negotiator strategist undersecretary
    congressman congresswoman representative justice treasurer commissioner superintendent delegate assemblyman
    assemblywoman alderman nominee incumbent challenger trustee comptroller
    vice-president physician carer landlord tenant trucker taxi-driver whistleblower hiker tourist sheriff marshal
    """)
PEOPLE = frozenset(form for noun in _PEOPLE for form in noun_forms(noun))
# Things that carry words ("the statement said"): a speaker only when nobody better is near.
_CARRIERS = word_set(
    """
    statement report letter document post tweet message video communique study survey article email release
    filing transcript memo
    """
)
CARRIERS = frozenset(form for noun in _CARRIERS for form in noun_forms(noun))
TITLES = word_set("""
    mr mr. mrs mrs. ms ms. miss dr dr. sir lord lady prof prof. professor president vice-president prime
    minister premier chancellor secretary general gen. gen lt. lt col. col maj. maj capt. capt sgt. sgt brig.
    adm. adm admiral colonel lieutenant major captain sergeant commander king queen prince princess emperor pope
    cardinal archbishop bishop ayatollah imam sheikh mullah rabbi reverend rev. senator sen. sen congressman
    congresswoman rep. rep governor gov. gov mayor justice judge ambassador spc. spc pfc. pfc cpl. cpl staff
    command chief spokesman spokeswoman spokesperson commodore cmdr. cmdr brigadier brig maj. petty officer
    minister ministers senior vice deputy former ex-president foreign finance defence defense interior navy army
    marine air force field marshal airman tech. master sister father brother saint st. mx rt hon judge detective
    inspector constable superintendent chairman chairwoman director doctor coach sheik mufti caliph emir sultan
    crown duke duchess count countess baron baroness dame undersecretary secretary-general press envoy special
    leader head commander-in-chief chargé d’affaires
    """)
