"""Why something was left out of a text, in a sentence for the reader, by the name of the rule."""

WHY = {
    "Donation appeal": "The outlet asks its readers for money or support. It is not part of the story.",
    "Subscription prompt": "An offer of a subscription, or a hint that something is for subscribers only.",
    "Bookmark prompt": "An offer to keep the article for later.",
    "Comment prompt": "An invitation to comment, or the heading of the comments.",
    "Newsletter sign-up": "An offer of a newsletter or of alerts.",
    "Cookie notice": "The site asks for consent to its cookies.",
    "Share links": "Buttons for passing the article on.",
    "Links to other stories": "Headlines of other articles, with the line that announces them.",
    "Page navigation": "The site's own navigation or a tool of the page.",
    "Advertisement": "An advertisement, or the line that announces one.",
    "Copyright line": "A notice of rights below the story.",
    "Contact line": "How to reach the outlet with a tip.",
    "About the author": "Who the author is, and where to follow or reach them.",
    "App prompt": "An offer of the outlet's app.",
    "Sample notice": "The note that marks a sample article as invented.",
    "Byline": "The author's name stands among the article's details instead.",
    "Caption": "The line below a picture or a table. It stands beside the story.",
    "Dateline": "Where the story was written. The file keeps it apart from the text.",
    "Repeated by the outlet": "The outlet puts the same words around most of its articles. Its page lists them.",
    "Taken out by hand": "Somebody here decided that these words are no part of the story.",
    "Outside the story": "A box, links or a button that the page shows among the story's paragraphs.",
    "Page header or footer": "A line that most pages of the document repeat at their top or bottom.",
    "Repeated headline": "The text began with its own headline or standfirst, which stand above it already.",
}


def why(rule: str) -> str:
    """The explanation of a rule; a rule that is no longer known explains itself by its name."""
    return WHY.get(rule, "")
