"""Every reason a rule can give. Each has its sentence in monitoring/wording/; a test holds the two together."""

from enum import StrEnum


class Reason(StrEnum):
    # Set by a person in place of what the rule says: monitoring/decisions.py.
    BY_HAND = "by_hand"
    # Of any rule.
    WAIVED = "waived"
    CATEGORY_UNSET = "category_unset"
    NOT_ASKED = "not_asked"
    NO_DATA = "no_data"
    # Of several rules.
    NOT_TOLD = "not_told"
    WALL_UNSEEN = "wall_unseen"
    NO_POSTS_IN_WEEK = "no_posts_in_week"
    CARD_SILENT = "card_silent"
    # reachable: the values of facts.Unreachable.
    REACHABLE = "reachable"
    NOT_FOUND = "not_found"
    DELETED = "deleted"
    BLOCKED = "blocked"
    PRIVATE = "private"
    WALL_CLOSED = "wall_closed"
    # posts
    POSTS_ENOUGH = "posts_enough"
    POSTS_FEW = "posts_few"
    POSTS_STILL_MISSING = "posts_still_missing"
    # gaps
    RHYTHM_KEPT = "rhythm_kept"
    SILENCE = "silence"
    SILENCE_OPEN = "silence_open"
    WALL_EMPTY = "wall_empty"
    # media, text
    MEDIA_ENOUGH = "media_enough"
    MEDIA_FEW = "media_few"
    TEXT_GOOD = "text_good"
    TEXT_POOR = "text_poor"
    # comments_open
    COMMENTS_OFF = "comments_off"
    COMMENT_SEEN = "comment_seen"
    COMMENTS_OPEN = "comments_open"
    COMMENTS_CLOSED = "comments_closed"
    COMMENTS_UNCLEAR = "comments_unclear"
    # answers
    NO_QUESTIONS = "no_questions"
    ANSWERS_IN_TIME = "answers_in_time"
    ANSWERS_LATE = "answers_late"
    ANSWERS_PENDING = "answers_pending"
    COMMENTS_UNREAD = "comments_unread"
    # mandatory
    NO_DUTIES = "no_duties"
    NO_CABINET = "no_cabinet"
    CABINET_UNKNOWN = "cabinet_unknown"
    DUTIES_DONE = "duties_done"
    DUTIES_MISSED = "duties_missed"
    DUTIES_OPEN = "duties_open"
    # cover, avatar
    PICTURE_GOOD = "picture_good"
    PICTURE_SMALL = "picture_small"
    PICTURE_NONE = "picture_none"
    PICTURE_SIZE_UNKNOWN = "picture_size_unknown"
    PICTURE_PIXELATED = "picture_pixelated"
    PICTURE_OFF_TOPIC = "picture_off_topic"
    # description
    DESCRIPTION_FULL = "description_full"
    DESCRIPTION_SHORT = "description_short"
    DESCRIPTION_NAMELESS = "description_nameless"
    DESCRIPTION_POOR = "description_poor"
    DESCRIPTION_EMPTY = "description_empty"
    # state_mark
    MARKED = "marked"
    NOT_MARKED = "not_marked"
    MARK_UNKNOWN = "mark_unknown"
