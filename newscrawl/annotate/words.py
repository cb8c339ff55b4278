"""Word lists of Indonesian news, read from ``words.toml``, which says what each list is."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_LISTS = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))

HONORIFICS = frozenset(_LISTS["honorifics"].split())
RANKS = frozenset(_LISTS["ranks"].split())
DEGREES = frozenset(_LISTS["degrees"].split())
SPEECH = frozenset(_LISTS["speech"].split())
CONNECTORS = frozenset(_LISTS["connectors"].split())
MASTHEADS = frozenset(_LISTS["mastheads"].split())
ROLE_HEADS = frozenset(_LISTS["role_heads"].split())
KABUPATEN_CUES = frozenset(_LISTS["kabupaten_cues"].split())
KOTA_CUES = frozenset(_LISTS["kota_cues"].split())
PROVINCE_CUES = frozenset(_LISTS["province_cues"].split())
RURAL_POLICE = frozenset(_LISTS["rural_police"].split())
SCHOOLS = frozenset(_LISTS["schools"].split())
PLACE_CUES = SCHOOLS.union(_LISTS["place_cues"].split())
BLOCKERS = frozenset(_LISTS["blockers"].split())
DISHES = frozenset(_LISTS["dishes"].split())
DIRECTIONS = frozenset(_LISTS["directions"].split())
NAME_PARTS = frozenset(_LISTS["name_parts"].split())
NAMES = NAME_PARTS.union(_LISTS["names"].split())
FOREIGN_NAMES = frozenset(_LISTS["foreign_names"].split())
NOT_NAMES = frozenset(_LISTS["not_names"].split())
NEGATIONS = frozenset(_LISTS["negations"].split())
COMMON = frozenset(_LISTS["common"].split())
NAMED_LIKE_PLACES = frozenset(_LISTS["named_like_places"].split())
OFFICES = frozenset(_LISTS["offices"].split())
OFFICE_QUALIFIERS = frozenset(_LISTS["office_qualifiers"].split())
ENGLISH_OFFICES = frozenset(_LISTS["english_offices"].split())
FAMILIAR = frozenset(_LISTS["familiar"].split())
EVERYBODY = frozenset(_LISTS["everybody"].split())
ABBREVIATIONS = frozenset(_LISTS["abbreviations"].split())
ROLE_JOINING = frozenset(_LISTS["role_joining"].split())
ROLE_WORDS = frozenset(_LISTS["role_words"].split())
POLICE = frozenset(_LISTS["police"].split())
BALINESE = frozenset(_LISTS["balinese"].split())
CALLED = frozenset(_LISTS["called"].split())
NAMED_AFTER = frozenset(_LISTS["named_after"].split())
RELATIONS = frozenset(_LISTS["relations"].split())
NO_INITIALS = frozenset(_LISTS["no_initials"].split()) | HONORIFICS | RANKS | DEGREES
KNOWN_INITIALS = frozenset(_LISTS["known_initials"].split())
VILLAGES = frozenset(_LISTS["villages"].split())
