"""What goes wrong before an article is read."""


class AnnotatorError(Exception):
    """An annotator of the settings cannot be used; the message names it and the remedy."""
