"""Readings and everything born in them: one file each."""

from annotations.models.act import Act, Decision
from annotations.models.claim import Claim, ClaimUse, Stance, Wording
from annotations.models.entity import Alias, Entity
from annotations.models.event import Event, EventArgument
from annotations.models.note import Note
from annotations.models.presence import OpenPage
from annotations.models.queue import Assignment, Queue
from annotations.models.quote import Quote
from annotations.models.reading import Reading, ReadingParent, Source
from annotations.models.tag import Kind, MentionGroup, State, Tag
from annotations.models.words import ContestedWord

__all__ = [
    "Act",
    "Alias",
    "Assignment",
    "Claim",
    "ClaimUse",
    "ContestedWord",
    "Decision",
    "Entity",
    "Event",
    "EventArgument",
    "Kind",
    "MentionGroup",
    "Note",
    "OpenPage",
    "Queue",
    "Quote",
    "Reading",
    "ReadingParent",
    "Source",
    "Stance",
    "State",
    "Tag",
    "Wording",
]
