"""What values that templates write out by the thousand have in common. Pure."""


class Drawn:
    """Templates ask every value for an item before they ask it for an attribute, and a refusal costs most of it.

    So the item of that name is the attribute.
    """

    __slots__ = ()
    __getitem__ = object.__getattribute__
